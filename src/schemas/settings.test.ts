import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { definitionOf, faultOf, settingNamed, settingNames, type SettingName } from "./settings.ts";

test("no variable names two settings, and every default is a value that its setting takes", () => {
  const variables = settingNames.flatMap((name) => definitionOf(name).env);
  expect(new Set(variables).size).toBe(variables.length);
  for (const name of settingNames) {
    const { default: value } = definitionOf(name);
    if (value !== undefined) expect(`${name}: ${faultOf(name, value)}`).toBe(`${name}: undefined`);
  }
});

test("a setting is named by itself and by each of its variables", () => {
  expect(settingNamed("api.url")).toBe("api.url");
  expect(settingNamed("PREFECT_API_URL")).toBe("api.url");
  expect(settingNamed("toString")).toBeUndefined();
});

test("what does not fit a setting is told from what does", () => {
  expect(faultOf("tasks.default_retries", "three")).toContain("a number");
  expect(faultOf("tasks.refresh_cache", "maybe")).toContain("true or false");
  expect(faultOf("logging.level", "info")).toBeUndefined();
});

test("docs/settings.md lists each setting as it is", async () => {
  const page = await readFile(new URL("../../docs/settings.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows).toEqual(settingNames.map(rowOf));
});

function rowOf(name: SettingName): string {
  const { env, about, choices, ...definition } = definitionOf(name);
  const values = choices === undefined ? "" : ` One of ${choices.join(", ")}.`;
  return `| \`${name}\` | ${env.join(", ")} | ${definition.default ?? ""} | ${about}${values} |`;
}
