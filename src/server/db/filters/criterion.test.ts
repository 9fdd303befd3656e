import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noon, openTestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import type { VariableFilter } from "../../../schemas/filters/variable-filter.ts";
import { insertVariable, listVariables, type VariableRow } from "../variables.ts";

const tag = fc.constantFrom("a", "b", "c");
const name = fc.constantFrom("alpha", "beta", "al_pha", "100%", "Über", "back\\slash");

const filter: fc.Arbitrary<VariableFilter> = fc.record({
  operator: fc.constantFrom("and_", "or_"),
  name: fc.option(
    fc.record({
      any_: fc.option(fc.array(name, { maxLength: 3 })),
      like_: fc.option(fc.constantFrom("AL", "_", "%", "\\", "a", "ph")),
    }),
  ),
  tags: fc.option(
    fc.record({
      operator: fc.constantFrom("and_", "or_"),
      all_: fc.option(fc.array(tag, { maxLength: 2 })),
      is_null_: fc.option(fc.boolean()),
    }),
  ),
});

/** What the filter means, said in JavaScript. */
function matches(row: VariableRow, { operator, name, tags }: VariableFilter): boolean {
  const said = [
    name &&
      join("and_", [
        given(name.any_, (any) => any.includes(row.name)),
        given(name.like_, (like) => has(row.name, like)),
      ]),
    tags &&
      join(tags.operator, [
        given(tags.all_, (all) => all.every((one) => row.tags.includes(one))),
        given(tags.is_null_, (isEmpty) => (row.tags.length === 0) === isEmpty),
      ]),
  ];
  return join(operator, said);
}

const has = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());

function given<T>(value: T | null | undefined, holds: (value: T) => boolean): boolean | undefined {
  return value === null || value === undefined ? undefined : holds(value);
}

function join(operator: "and_" | "or_", parts: readonly (boolean | null | undefined)[]): boolean {
  const said = parts.filter((part) => part !== null && part !== undefined);
  return operator === "or_" && said.length > 0 ? said.includes(true) : !said.includes(false);
}

describe.each(databases)("filters on $name", (database) => {
  test.skipIf(database.skip)("find exactly the rows that they describe", async () => {
    await using api = await openTestApi(database);
    const rows = ["alpha", "beta", "al_pha", "100%", "Über", "back\\slash"].map((name, at): VariableRow => ({
      id: `00000000-0000-4000-8000-00000000000${at}`,
      created: noon,
      updated: noon,
      name,
      tags: ["a", "b", "c"].slice(0, at % 4),
      value: "1",
    }));
    await api.store.write(async (tx) => {
      for (const row of rows) await insertVariable(tx, row);
    });
    const property = fc.asyncProperty(filter, async (filter) => {
      const found = await listVariables(api.store, { filter, sort: "NAME_ASC", limit: 200, offset: 0 });
      const expected = rows.filter((row) => matches(row, filter));
      expect(found.map((row) => row.name).toSorted()).toEqual(expected.map((row) => row.name).toSorted());
    });
    await fc.assert(property, { numRuns: 150 });
  });
});
