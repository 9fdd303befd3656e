import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("./", import.meta.url));

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
  /(?<!\.test)\.tsx?$/.test(name),
);

function importsOf(name: string): { from: string; isType: boolean }[] {
  const source = readFileSync(`${root}/${name}`, "utf8");
  return [...source.matchAll(/^import\s+(type\s)?[^"]*"([^"]+)"/gm)].map(([, type, from]) => ({
    from: from!,
    isType: type !== undefined,
  }));
}

// Of the schemas only types and these plain constants are used: zod would be a third of the bundle.
const plain = ["schemas/state.ts", "schemas/enums.ts", "schemas/roles.ts"];

test("the UI imports only the client, types of the schemas, and constants without zod", () => {
  const beyond = files.flatMap((name) =>
    importsOf(name)
      .filter(({ from }) => from.includes("/src/"))
      .map(({ from, isType }) => ({ name, isType, target: from.split("/src/")[1]! }))
      .filter(
        ({ target, isType }) =>
          !target.startsWith("client/") && !plain.includes(target) && !(isType && target.startsWith("schemas/")),
      ),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(beyond).toEqual([]);
});
