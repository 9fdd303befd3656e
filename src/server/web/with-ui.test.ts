import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withUi } from "./with-ui.ts";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-ui-"));
  await mkdir(join(root, "ui", "assets"), { recursive: true });
  await writeFile(join(root, "ui", "index.html"), "<title>Sluice</title>");
  await writeFile(join(root, "ui", "assets", "app-1a2b.js"), "export {};");
  await writeFile(join(root, "secret.txt"), "secret");
  await symlink(join(root, "secret.txt"), join(root, "ui", "link.txt"));
});

afterAll(async () => {
  await rm(root, { recursive: true });
});

const api = async (request: Request): Promise<Response> => {
  const { pathname } = new URL(request.url);
  return Response.json(
    { pathname },
    { status: pathname.startsWith("/api") || pathname === "/ui-settings" ? 200 : 404 },
  );
};

function ask(
  path: string,
  { folder = join(root, "ui"), ...init }: RequestInit & { folder?: string } = {},
): Promise<Response> {
  return withUi(api, { folder, apiBasePath: "/api" })(new Request(`http://127.0.0.1${path}`, init));
}

const asPage = { headers: { accept: "text/html,*/*" } };

test("files are served with their type; built ones may be kept, pages may not", async () => {
  const script = await ask("/assets/app-1a2b.js");
  expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(script.headers.get("cache-control")).toContain("immutable");
  expect(await script.text()).toBe("export {};");
  const page = await ask("/", asPage);
  expect(page.headers.get("cache-control")).toBe("no-cache");
  expect(await page.text()).toContain("<title>Sluice</title>");
});

test("scripts are compressed for those who take it", async () => {
  const script = await ask("/assets/app-1a2b.js", { headers: { "accept-encoding": "br, gzip" } });
  expect(script.headers.get("content-encoding")).toBe("gzip");
  const text = script.body!.pipeThrough(new DecompressionStream("gzip"));
  expect(await new Response(text).text()).toBe("export {};");
});

test("an address of a page that is no file is the first page; one of a file that is missing is not", async () => {
  expect(await (await ask("/runs/flow-run/1", asPage)).text()).toContain("<title>Sluice</title>");
  expect((await ask("/assets/gone.js")).status).toBe(404);
});

test("the API and its settings go past the UI, and so do writes", async () => {
  expect(await (await ask("/api/flow_runs", asPage)).json()).toEqual({ pathname: "/api/flow_runs" });
  expect(await (await ask("/ui-settings", asPage)).json()).toEqual({ pathname: "/ui-settings" });
  expect((await ask("/index.html", { method: "POST" })).status).toBe(404);
});

test("HEAD has the head of the answer and no body", async () => {
  const head = await ask("/assets/app-1a2b.js", { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe("10");
  expect(await head.text()).toBe("");
});

test.for([
  "/..%2fsecret.txt",
  "/%2e%2e/secret.txt",
  "/assets/..%2f..%2fsecret.txt",
  "/..%5csecret.txt",
  "/link.txt",
  "/secret.txt%00.js",
  "/%ff",
])("%s leads out of the folder or is malformed, and finds nothing", async (path) => {
  const answer = await ask(path);
  expect(answer.status).toBe(404);
  expect(await answer.text()).not.toContain("secret\n");
});

test("where the UI is not built, a page says how to", async () => {
  const page = await ask("/", { ...asPage, folder: join(root, "nowhere") });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("npm run build");
});
