import { describe, expect, test } from "vitest";
import { roles, type Role } from "../../schemas/roles.ts";
import { routes } from "../../schemas/routes/index.ts";
import { openGate } from "../access/gate.ts";
import { needOf } from "../access/needs.ts";
import { requireAccess } from "./require-access.ts";

const apiBasePath = "/api";
const inside = async (): Promise<Response> => new Response("in");
const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

describe("an auth string", () => {
  const guarded = requireAccess(inside, { gate: openGate({ authString: "ada:lovelace" }), apiBasePath });
  const ask = (path: string, authorization?: string): Promise<Response> =>
    guarded(new Request(`http://127.0.0.1${path}`, authorization === undefined ? {} : { headers: { authorization } }));

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

  test("an encoded letter of the path does not lead past the credentials", async () => {
    for (const path of ["/%61pi/flows/filter", "/ap%69/admin/settings", "/api/%68ealth/../flows"])
      expect((await ask(path)).status).toBe(401);
  });

  test("a page's own request gets no challenge, which would open the browser's dialog over the page", async () => {
    const headers = { "sec-fetch-mode": "cors" };
    const refused = await guarded(new Request("http://127.0.0.1/api/version", { headers }));
    expect(refused.headers.get("www-authenticate")).toBeNull();
    expect((await ask("/api/version")).headers.get("www-authenticate")).toBe("Basic");
  });
});

describe("roles", () => {
  /** A gate with one key for each role, whose text is the role's name. */
  const gate = openGate({
    keyring: {
      hasKeys: async () => true,
      async find(text) {
        const role = roles.find((name) => name === text);
        if (role === undefined) return undefined;
        return { id: "", created: 0, name: role, role, digest: "", hint: "", expires: null, revoked: null };
      },
    },
  });
  const guarded = requireAccess(inside, { gate, apiBasePath });
  const send = (method: string, path: string, role?: Role): Promise<Response> =>
    guarded(
      new Request(`http://127.0.0.1/api${path}`, {
        method,
        ...(role === undefined ? {} : { headers: { authorization: `Bearer ${role}` } }),
      }),
    );

  const httpRoutes = routes.filter((route) => route.method !== "WS" && route.path !== "/ui-settings");
  const expected: Record<ReturnType<typeof needOf>, readonly Role[]> = {
    read: roles,
    report: ["admin", "operator", "worker"],
    change: ["admin", "operator"],
    administer: ["admin"],
  };

  test("each route lets in those who may do what it is for, and nobody without a key", async () => {
    for (const { method, path } of httpRoutes) {
      if (path === "/health" || path === "/ready") continue;
      expect([method, path, (await send(method, path)).status]).toEqual([method, path, 401]);
      for (const role of roles) {
        const isLetIn = expected[needOf(method, path)].includes(role);
        expect([method, path, role, (await send(method, path, role)).status]).toEqual([
          method,
          path,
          role,
          isLetIn ? 200 : 403,
        ]);
      }
    }
  });

  test("nothing that deletes is for workers or viewers, but what runs themselves take back: inputs, places in lines", () => {
    const open = httpRoutes.filter(({ method, path }) => method === "DELETE" && needOf(method, path) !== "change");
    expect(open.map(({ path }) => path).toSorted()).toEqual([
      "/admin/storage",
      "/flow_runs/{id:uuid}/input/{key}",
      "/sluice/api_keys/{id:uuid}",
      "/sluice/slot_waiters/{id:uuid}",
    ]);
  });

  test("a path that no route has is closed like a change", () => {
    expect(needOf("POST", "/something/new")).toBe("change");
  });

  test("block data with its secrets is not for viewers", async () => {
    const ask = (path: string, init: RequestInit, role: Role): Promise<Response> =>
      guarded(new Request(`http://127.0.0.1/api${path}`, { ...init, headers: { authorization: `Bearer ${role}` } }));
    const listed = { method: "POST", body: '{"include_secrets": true}' };
    for (const [role, status] of [
      ["viewer", 403],
      ["worker", 200],
    ] as const) {
      expect((await ask("/block_documents/1?include_secrets=true", {}, role)).status).toBe(status);
      expect((await ask("/block_documents/filter", listed, role)).status).toBe(status);
      expect((await ask("/block_types/slug/s/block_documents?include_secrets=1", {}, role)).status).toBe(status);
    }
    expect((await ask("/block_documents/filter", { method: "POST", body: "{}" }, "viewer")).status).toBe(200);
  });

  test("a refusal names the key, its role and what it may not do", async () => {
    const refused = await send("DELETE", "/flows/1", "viewer");
    expect(await refused.json()).toEqual({
      detail: 'The key "viewer" has the role viewer, which may not change this.',
    });
  });
});
