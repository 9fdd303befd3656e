import { afterAll, beforeAll } from "vitest";
import { openBrowser, type PageOptions, visit, type Visit } from "./browser.ts";
import { openSite, type Site, type SiteOptions } from "./site.ts";

export interface SiteInUse {
  readonly site: Site;
  visit(options?: PageOptions): Promise<Visit>;
}

/** A server and a browser for the tests of one file; `prepare` makes what they look at. */
export function withSite(prepare: (site: Site) => Promise<void>, options?: SiteOptions): SiteInUse {
  const parts: { site?: Site; browser?: Awaited<ReturnType<typeof openBrowser>> } = {};
  beforeAll(async () => {
    parts.site = await openSite(options);
    parts.browser = await openBrowser();
    await prepare(parts.site);
  });
  afterAll(async () => {
    await parts.browser?.close();
    await parts.site?.[Symbol.asyncDispose]();
  });
  return {
    get site() {
      return parts.site!;
    },
    visit: (pageOptions) => visit(parts.browser!, parts.site!, pageOptions),
  };
}
