import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const source = new URL("../", import.meta.url).href;

/** What a program prints; `loaded()` in it gives the files of the floors above the SDK that it has loaded so far. */
async function output(program: string): Promise<unknown> {
  const watching = `
    import { registerHooks } from "node:module";
    const urls = [];
    registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
    const loaded = () => urls.filter((url) => /\\/src\\/(server|worker|cli|testing|integrations)\\//.test(url));
    ${program}`;
  const argv = ["--input-type=module", "--eval", watching];
  return JSON.parse((await promisify(execFile)(process.execPath, argv)).stdout) as unknown;
}

test("T4: the front door loads nothing of the floors above the SDK before it is asked for", async () => {
  const program = `
    const { flow, flowParameterSchema, isEntrypointAsync } = await import("${source}index.ts");
    const before = loaded();
    await flowParameterSchema(flow("f", (n = 1) => n));
    console.log(JSON.stringify({ before, hasWorker: loaded().some((url) => url.includes("/worker/")) }));`;
  expect(await output(program)).toEqual({ before: [], hasWorker: true });
});

test("T4: a file of the SDK without the front door says where to import from, and the first host stays", async () => {
  const program = `
    const { host, installHost } = await import("${source}sdk/host.ts");
    let said;
    try { host(); } catch (error) { said = error.message; }
    installHost({ secretKey: () => "first" });
    installHost({ secretKey: () => "second" });
    console.log(JSON.stringify([said, host().secretKey()]));`;
  expect(await output(program)).toEqual([
    'No server is wired up: import from "sluice", not from one of its files.',
    "first",
  ]);
});
