import { describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";

async function makeType(api: TestApi, { slug = "database", secret_fields = ["password", "headers.*"], ...more } = {}) {
  const type = await api.call("POST /block_types/", { body: { name: slug, slug } });
  const fields = { title: slug, type: "object", block_type_slug: slug, secret_fields, properties: {} };
  const schema = await api.call("POST /block_schemas/", {
    body: { block_type_id: type.id, fields, capabilities: ["read-path"], version: "1.0", ...more },
  });
  return { type, schema, ids: { block_type_id: type.id, block_schema_id: schema.id } };
}

const data = { host: "db.example", password: "hunter2", headers: { token: "t0ken" }, port: 5432 };

describe.each(databases)("blocks on $name", (database) => {
  test.skipIf(database.skip)(
    "secrets are shown to who asks for them only, and are not in the database in clear",
    async () => {
      await using api = await openTestApi(database);
      const { ids } = await makeType(api);
      const made = await api.call("POST /block_documents/", { body: { name: "main", data, ...ids } });
      const hidden = { ...data, password: "********", headers: { token: "********" } };
      expect(made.data).toEqual(hidden);
      const params = { slug: "database", block_document_name: "main" };
      const route = "GET /block_types/slug/{slug}/block_documents/name/{block_document_name}";
      expect((await api.call(route, { params })).data).toEqual(hidden);
      expect((await api.call(route, { params, query: { include_secrets: "true" } })).data).toEqual(data);
      const listed = await api.call("POST /block_documents/filter", { body: {} });
      expect(listed.map((document) => document.data)).toEqual([hidden]);
      const rows = await api.store.read((db) => db.selectFrom("block_document").selectAll().execute());
      expect(JSON.stringify(rows)).not.toMatch(/hunter2|t0ken|db\.example/);
    },
  );

  test.skipIf(database.skip)("stars that are sent back leave the secrets as they are", async () => {
    await using api = await openTestApi(database);
    const { ids } = await makeType(api);
    const { id } = await api.call("POST /block_documents/", { body: { name: "main", data, ...ids } });
    const read = () =>
      api.call("GET /block_documents/{id:uuid}", { params: { id }, query: { include_secrets: "true" } });
    const sent = { host: "other", password: "********", headers: { token: "********" } };
    await api.call("PATCH /block_documents/{id:uuid}", { params: { id }, body: { data: sent } });
    expect((await read()).data).toEqual({ ...data, host: "other" });
    await api.call("PATCH /block_documents/{id:uuid}", {
      params: { id },
      body: { data: { password: "new" }, merge_existing_data: false },
    });
    expect((await read()).data).toEqual({ password: "new" });
  });

  test.skipIf(database.skip)("a block within a block comes with it, its secrets hidden too", async () => {
    await using api = await openTestApi(database);
    const inner = await makeType(api);
    const outer = await makeType(api, { slug: "bucket", secret_fields: [] });
    const { id } = await api.call("POST /block_documents/", { body: { name: "main", data, ...inner.ids } });
    const holder = { path: "/x", credentials: { $ref: { block_document_id: id } } };
    const made = await api.call("POST /block_documents/", { body: { name: "b", data: holder, ...outer.ids } });
    expect(made.data).toMatchObject({ path: "/x", credentials: { host: "db.example", password: "********" } });
    expect(made.block_document_references["credentials"]).toMatchObject({ block_document: { id, name: "main" } });
    await api.call("DELETE /block_documents/{id:uuid}", { params: { id } });
    const left = await api.call("GET /block_documents/{id:uuid}", { params: { id: made.id } });
    expect(left.data).toEqual(holder);
  });

  test.skipIf(database.skip)("a schema is registered once for each checksum and version", async () => {
    await using api = await openTestApi(database);
    const { type, schema } = await makeType(api);
    const again = { block_type_id: type.id, fields: schema.fields, capabilities: [], version: "1.0" };
    const known = await api.try("POST /block_schemas/", { body: again });
    expect([known.status, known.body.id]).toEqual([200, schema.id]);
    const newer = await api.try("POST /block_schemas/", { body: { ...again, version: "2.0" } });
    expect([newer.status, newer.body.checksum]).toEqual([201, schema.checksum]);
    const params = { checksum: schema.checksum };
    const found = await api.call("GET /block_schemas/checksum/{checksum}", { params, query: { version: "1.0" } });
    expect(found.id).toBe(schema.id);
    const capable = await api.call("POST /block_schemas/filter", {
      body: { block_schemas: { block_capabilities: { all_: ["read-path"] }, version: { any_: ["1.0"] } } },
    });
    expect(capable.map(({ id }) => id)).toEqual([schema.id]);
    expect(await api.call("GET /block_capabilities/")).toContain("write-path");
  });

  test.skipIf(database.skip)("names are unique in a type; the system's own types are there and stay", async () => {
    await using api = await openTestApi(database);
    const { ids, type } = await makeType(api);
    const body = { name: "main", data, ...ids };
    await api.call("POST /block_documents/", { body });
    const taken = await api.try("POST /block_documents/", { body });
    expect([taken.status, taken.body]).toEqual([409, { detail: "Block already exists" }]);
    const anonymous = { data, ...ids, is_anonymous: true };
    expect((await api.call("POST /block_documents/", { body: anonymous })).name).toMatch(/^anonymous-/);
    expect(await api.call("POST /block_documents/count", { body: {} })).toBe(1);
    const types = await api.call("POST /block_types/filter", { body: {} });
    expect(types.map(({ slug }) => slug)).toEqual(["local-file-system", "secret", "webhook", "database"]);
    const secret = await api.call("GET /block_types/slug/{slug}", { params: { slug: "secret" } });
    expect((await api.try("DELETE /block_types/{id:uuid}", { params: secret })).status).toBe(403);
    expect((await api.try("POST /block_types/", { body: { name: "PrefectX", slug: "p" } })).status).toBe(403);
    await api.call("DELETE /block_types/{id:uuid}", { params: type });
    expect(await api.call("POST /block_documents/count", { body: {} })).toBe(0);
  });
});
