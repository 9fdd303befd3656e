import { expect, test } from "vitest";
import { requireCredentials } from "./require-credentials.ts";

const guarded = requireCredentials(async () => new Response("in"), { authString: "ada:lovelace", apiBasePath: "/api" });

function ask(path: string, authorization?: string): Promise<Response> {
  return guarded(
    new Request(`http://127.0.0.1${path}`, authorization === undefined ? {} : { headers: { authorization } }),
  );
}

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

test("the API wants exactly these credentials", async () => {
  expect((await ask("/api/version", basic("ada:lovelace"))).status).toBe(200);
  for (const wrong of [undefined, "", basic("ada"), basic("ada:lovelace "), "Bearer ada:lovelace"]) {
    const refused = await ask("/api/version", wrong);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toEqual({ exception_message: "Unauthorized" });
  }
});

test("probes and what lies outside of the API are open", async () => {
  for (const path of ["/api/health", "/api/ready", "/", "/ui-settings", "/apiary"])
    expect((await ask(path)).status).toBe(200);
  expect((await ask("/api/health/../version")).status).toBe(401);
});

test("a page's own request is not challenged, so that the browser shows no dialog over the page that asks", async () => {
  const asked = (mode: string) => guarded(new Request("http://127.0.0.1/api/version", { headers: { "sec-fetch-mode": mode } }));
  expect((await ask("/api/version")).headers.get("www-authenticate")).toBe("Basic");
  expect((await asked("navigate")).headers.get("www-authenticate")).toBe("Basic");
  expect((await asked("cors")).headers.get("www-authenticate")).toBeNull();
});
