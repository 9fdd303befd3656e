import { describe, expect, test } from "vitest";
import { openTestApi } from "../../../test/support/api.ts";
import { databases } from "../../../test/support/databases.ts";
import { SetClock } from "../../../test/support/stored-runs.ts";
import type { Role } from "../../schemas/roles.ts";
import { createApp } from "../app.ts";

const start = 1_760_000_000_000_000;

describe.each(databases)("access on $name", (database) => {
  const { skip } = database;

  /** A server that others reach, over a database of its own. */
  async function openShared() {
    const clock = new SetClock(start);
    const store = await database.open(clock);
    const app = createApp({ store, clock, isShared: true });
    const send = (method: string, path: string, { key, body }: { key?: string; body?: unknown } = {}) =>
      app.fetch(
        new Request(`http://127.0.0.1/api${path}`, {
          method,
          headers: {
            "content-type": "application/json",
            ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
    const make = async (name: string, role: Role, { key, expires }: { key?: string; expires?: string } = {}) => {
      const answer = await send("POST", "/sluice/api_keys", {
        body: { name, role, expires: expires ?? null },
        key: key!,
      });
      return (await answer.json()) as { id: string; key: string };
    };
    return { clock, store, send, make, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  }

  test.skipIf(skip)("the first key closes the server, and revoking the last one does not open it again", async () => {
    await using server = await openShared();
    expect((await server.send("GET", "/variables/name/a")).status).toBe(404);
    const { id, key } = await server.make("ada", "admin");
    expect((await server.send("GET", "/variables/name/a")).status).toBe(401);
    expect((await server.send("GET", "/variables/name/a", { key })).status).toBe(404);
    expect((await server.send("DELETE", `/sluice/api_keys/${id}`, { key })).status).toBe(204);
    expect((await server.send("GET", "/variables/name/a", { key })).status).toBe(401);
  });

  test.skipIf(skip)("a key ends at its time", async () => {
    await using server = await openShared();
    const { key } = await server.make("ada", "viewer", { expires: new Date(start / 1000 + 60_000).toISOString() });
    server.clock.advance(59);
    expect((await server.send("GET", "/hello", { key })).status).toBe(200);
    server.clock.advance(2);
    expect((await server.send("GET", "/hello", { key })).status).toBe(401);
  });

  test.skipIf(skip)("the database holds no key, and lists tell only its beginning", async () => {
    await using server = await openShared();
    const { key } = await server.make("ada", "admin");
    const rows = await server.store.read((db) => db.selectFrom("api_key").selectAll().execute());
    expect(JSON.stringify(rows)).not.toContain(key);
    const listed = await (await server.send("GET", "/sluice/api_keys", { key })).text();
    expect(listed).toContain(key.slice(0, 9));
    expect(listed).not.toContain(key);
  });

  test.skipIf(skip)("a name is one key's until that is revoked", async () => {
    await using api = await openTestApi(database);
    const body = { name: "ci", role: "worker" } as const;
    const { id } = await api.call("POST /sluice/api_keys", { body });
    expect((await api.try("POST /sluice/api_keys", { body })).status).toBe(409);
    await api.call("DELETE /sluice/api_keys/{id:uuid}", { params: { id } });
    await api.call("POST /sluice/api_keys", { body });
    expect(await api.call("GET /sluice/api_keys")).toHaveLength(2);
    expect((await api.try("DELETE /sluice/api_keys/{id:uuid}", { params: { id } })).status).toBe(404);
  });

  test.skipIf(skip)("the audit log tells who changed what; looking, recording and refusals are not in it", async () => {
    await using server = await openShared();
    const { key } = await server.make("ada", "admin");
    server.clock.advance(1);
    const viewer = await server.make("eve", "viewer", { key });
    server.clock.advance(10);
    expect((await server.send("POST", "/flows/filter", { key, body: {} })).status).toBe(200);
    expect((await server.send("POST", "/flows/", { key, body: { name: "f" } })).status).toBe(201);
    const pool = { key, body: { name: "p", type: "process" } };
    expect((await server.send("POST", "/work_pools/", pool)).status).toBe(201);
    expect((await server.send("DELETE", "/work_pools/p", { key: viewer.key })).status).toBe(403);
    const entries = (await (await server.send("GET", "/sluice/audit", { key })).json()) as Record<string, unknown>[];
    expect(entries.map(({ actor, role, method, path, status }) => [actor, role, method, path, status])).toEqual([
      ["ada", "admin", "POST", "/work_pools/", 201],
      ["ada", "admin", "POST", "/sluice/api_keys", 201],
      ["anybody", "admin", "POST", "/sluice/api_keys", 201],
    ]);
    expect((await server.send("GET", "/sluice/audit", { key: viewer.key })).status).toBe(403);
  });
});
