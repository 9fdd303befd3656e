import { expect, test } from "vitest";
import { guardOrigin, type OriginOptions } from "./guard-origin.ts";

const here: OriginOptions = { isLoopback: true, allowedHosts: [], allowedOrigins: [] };

function ask(url: string, init: RequestInit = {}, options: Partial<OriginOptions> = {}): Promise<Response> {
  return guardOrigin(async () => new Response("in"), { ...here, ...options })(new Request(url, init));
}

const from = (origin: string, more: Record<string, string> = {}) => ({ headers: { origin, ...more } });

test("a page that has had its name point at this machine gets nothing (DNS rebinding)", async () => {
  expect((await ask("http://evil.example:4200/api/flows/filter")).status).toBe(403);
  expect((await ask("http://127.0.0.1.evil.example:4200/api")).status).toBe(403);
  for (const host of ["127.0.0.1:4200", "localhost:4200", "[::1]:4200", "127.0.0.9"])
    expect((await ask(`http://${host}/api`)).status).toBe(200);
});

test("other names are those that are allowed; on a public address any, unless some are given", async () => {
  expect((await ask("http://host.docker.internal/api", {}, { allowedHosts: ["host.docker.internal"] })).status).toBe(
    200,
  );
  expect((await ask("http://flows.example/api", {}, { isLoopback: false })).status).toBe(200);
  const some = { isLoopback: false, allowedHosts: ["flows.example"] };
  expect((await ask("http://flows.example/api", {}, some)).status).toBe(200);
  expect((await ask("http://other.example/api", {}, some)).status).toBe(403);
});

test("pages of other origins are refused, the server's own and programs are not", async () => {
  const url = "http://127.0.0.1:4200/api";
  for (const origin of ["http://evil.example", "http://127.0.0.1:3000", "null"]) {
    const refused = await ask(url, { method: "POST", ...from(origin) });
    expect(refused.status).toBe(403);
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
  }
  expect((await ask(url, from("http://127.0.0.1:4200"))).status).toBe(200);
  expect((await ask(url)).status).toBe(200);
});

test("an allowed origin may ask, and read the answer", async () => {
  const options = { allowedOrigins: ["https://app.example"] };
  const asked = from("https://app.example", { "access-control-request-headers": "authorization" });
  const preflight = await ask("http://127.0.0.1:4200/api", { method: "OPTIONS", ...asked }, options);
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization");
  const answer = await ask("http://127.0.0.1:4200/api", from("https://app.example"), options);
  expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect(await answer.text()).toBe("in");
});
