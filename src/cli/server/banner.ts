import { version } from "../../lib/version.ts";
import { withoutPassword } from "../api.ts";
import { details } from "../print/details.ts";
import { paint } from "../print/paint.ts";

export interface BannerFacts {
  url: string;
  database: string;
  hasServices: boolean;
  hasUi: boolean;
}

/** What somebody who has just started a server wants to know. */
export function banner({ url, database, hasServices, hasUi }: BannerFacts): string {
  const facts = details([
    ["UI", hasUi ? url : null],
    ["API", `${url}/api`],
    ["OpenAPI", `${url}/api/openapi.json`],
    ["Database", withoutPassword(database)],
    ["Services", hasServices ? null : "none: another process runs them"],
  ]);
  const title = paint.bold(`Sluice ${version} serves, until Ctrl-C`);
  return `\n${title}\n\n${facts}\n\nScripts report to it with: export SLUICE_API_URL=${url}/api\n`;
}
