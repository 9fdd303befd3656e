import { describe, expect, test } from "vitest";
import { openTestApi } from "../../../test/support/api.ts";
import { databases } from "../../../test/support/databases.ts";

describe.each(databases)("variables on $name", (database) => {
  test.skipIf(database.skip)("a variable is read and changed by its id and by its name", async () => {
    await using api = await openTestApi(database);
    const variable = await api.call("POST /variables/", { body: { name: "limit", value: 5, tags: ["a"] } });
    expect(await api.call("GET /variables/{id:uuid}", { params: variable })).toEqual(variable);
    await api.call("PATCH /variables/name/{name}", { params: { name: "limit" }, body: { value: null } });
    await api.call("PATCH /variables/{id:uuid}", { params: variable, body: { tags: ["b"] } });
    const changed = await api.call("GET /variables/name/{name}", { params: { name: "limit" } });
    expect(changed).toMatchObject({ value: null, tags: ["b"] });
    await api.call("DELETE /variables/name/{name}", { params: { name: "limit" } });
    expect(await api.try("GET /variables/{id:uuid}", { params: variable })).toMatchObject({
      status: 404,
      body: { detail: "Variable not found." },
    });
  });

  test.skipIf(database.skip)("a name is taken once", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /variables/", { body: { name: "a", value: 1 } });
    const other = await api.call("POST /variables/", { body: { name: "b", value: 1 } });
    expect(await api.try("POST /variables/", { body: { name: "a", value: 2 } })).toMatchObject({
      status: 409,
      body: { detail: "A variable with the name 'a' already exists." },
    });
    expect((await api.try("PATCH /variables/{id:uuid}", { params: other, body: { name: "a" } })).status).toBe(409);
  });

  test
    .skipIf(database.skip)
    .each(["9007199254740993", "1.0", "[1e3]", '"text"', "null", "true", '{"deep":{"n":2.50}}'])(
    "the value %s comes back as it was sent (S6)",
    async (value) => {
      await using api = await openTestApi(database);
      await api.send("POST", "/api/variables/", { body: `{"name":"x","value":${value}}` });
      expect(await (await api.send("GET", "/api/variables/name/x")).text()).toContain(`"value":${value}`);
    },
  );

  test.skipIf(database.skip)("they are listed by name and tags", async () => {
    await using api = await openTestApi(database);
    for (const name of ["b_1", "a", "c"])
      await api.call("POST /variables/", { body: { name, value: 1, tags: [name, "all"] } });
    const names = async (body: object) =>
      (await api.call("POST /variables/filter", { body })).map((variable) => variable.name);
    expect(await names({})).toEqual(["a", "b_1", "c"]);
    expect(await names({ sort: "NAME_DESC", limit: 1 })).toEqual(["c"]);
    expect(await names({ variables: { name: { like_: "_" } } })).toEqual(["b_1"]);
    expect(await names({ variables: { tags: { all_: ["all", "a"] } } })).toEqual(["a"]);
    expect(await api.call("POST /variables/count", { body: { variables: { tags: { is_null_: false } } } })).toBe(3);
  });
});
