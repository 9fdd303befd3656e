import { answerFile } from "./ui-files.ts";

type Fetch = (request: Request) => Promise<Response>;

export interface UiOptions {
  /** The folder of the built UI. */
  folder: string;
  apiBasePath: string;
}

/**
 * Serves the UI beside the API. A page's own address (`/runs/flow-run/…`) is no file: whatever a browser navigates to
 * and nothing else answers is the UI's first page.
 */
export function withUi(api: Fetch, { folder, apiBasePath }: UiOptions): Fetch {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (!isRead || isBelow(pathname, apiBasePath)) return await api(request);
    const wanted = { isHead: request.method === "HEAD", isGzip: takesGzip(request) };
    const file = pathname === "/" ? undefined : await answerFile(folder, pathname, wanted);
    if (file !== undefined) return file;
    const answer = await api(request);
    if (answer.status !== 404 || !isNavigation(request)) return answer;
    return (await answerFile(folder, "/index.html", wanted)) ?? notBuilt(apiBasePath);
  };
}

export function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`);
}

function takesGzip(request: Request): boolean {
  return request.headers.get("accept-encoding")?.includes("gzip") === true;
}

function isNavigation(request: Request): boolean {
  return request.headers.get("accept")?.includes("text/html") === true;
}

function notBuilt(apiBasePath: string): Response {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sluice</title>
<body style="font: 16px/1.5 system-ui; max-width: 40em; margin: 4em auto">
<h1>The server runs; its UI is not built</h1>
<p>In the repository, <code>npm run build</code> makes it; the published package has it. Reload this page then.</p>
<p>The API is below <a href="${apiBasePath}/openapi.json">${apiBasePath}</a>, and <code>sluice flow-run ls</code> lists runs.</p>
</body></html>`;
  return new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" } });
}
