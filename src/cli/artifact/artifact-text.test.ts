import { expect, test } from "vitest";
import { artifactText } from "./artifact-text.ts";

test("a table is drawn, from rows or from columns, also out of a string", () => {
  const drawn = "CITY    AREA\nBerlin  891\nBonn    141";
  const rows = [
    { city: "Berlin", area: 891 },
    { city: "Bonn", area: 141 },
  ];
  expect(artifactText({ type: "table", data: rows })).toBe(drawn);
  expect(artifactText({ type: "table", data: JSON.stringify(rows) })).toBe(drawn);
  expect(artifactText({ type: "table", data: { city: ["Berlin", "Bonn"], area: [891, 141] } })).toBe(drawn);
});

test("what is no table is shown as it is", () => {
  for (const data of ["not JSON", "[]", "[1, 2]"]) expect(artifactText({ type: "table", data })).toBe(data);
  expect(artifactText({ type: "markdown", data: "# Title" })).toBe("# Title");
  expect(artifactText({ type: null, data: { a: 1 } })).toBe('{\n  "a": 1\n}');
  expect(artifactText({ type: null, data: null })).toBeNull();
});

test("progress is a bar, whatever number it is", () => {
  expect(artifactText({ type: "progress", data: 50 })).toBe(`${"█".repeat(15)}${"░".repeat(15)} 50 %`);
  expect(artifactText({ type: "progress", data: 140 })).toBe(`${"█".repeat(30)} 140 %`);
});
