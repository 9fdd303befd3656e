import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../src/", import.meta.url));

// From the ground up. Folders on one floor are siblings, which do not import each other.
const floors = [["lib"], ["schemas"], ["client"], ["sdk", "server"], ["worker"], ["integrations", "testing"], ["cli"]];

// Front doors and what they are put together by, and where they stand. What they reach lazily, or only as a type, may be
// anywhere.
const doors = new Map([
  ["index.ts", "sdk"],
  ["production-host.ts", "sdk"],
  ["register.ts", "lib"],
]);
const isRoot = (file: string): boolean => doors.has(file) || file === "cli/main.ts" || file.endsWith("bootstrap.ts");

type Edge = { from: string; to: string; isLazy: boolean; isType: boolean };

function floorOf(file: string): number {
  const folder = doors.get(file) ?? file.split("/")[0];
  const floor = floors.findIndex((folders) => folders.includes(folder!));
  if (floor === -1) throw new Error(`src/${file} stands on no floor: add its folder to the list in architecture.`);
  return floor;
}

/** Why an import is not allowed, as a sentence; null when it is. */
function complaint({ from, to, isLazy, isType }: Edge): string | null {
  if (isRoot(from) && (isLazy || isType)) return null;
  if (doors.has(to) && doors.has(from)) return null;
  if (doors.has(to)) return from.startsWith("cli/") && isLazy ? null : `src/${from} imports src/${to}, a front door.`;
  const rise = floorOf(to) - floorOf(from);
  if (rise > 0) return `src/${from} imports src/${to}, which is ${rise} ${rise === 1 ? "floor" : "floors"} above it.`;
  const isSibling = rise === 0 && to.split("/")[0] !== (doors.get(from) ?? from.split("/")[0]);
  return isSibling ? `src/${from} imports src/${to}, its sibling.` : null;
}

const specifiers = [
  { pattern: /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"(\.[^"]+)"/gm, isLazy: false },
  { pattern: /\bimport\(\s*()"(\.[^"]+)"\s*\)/g, isLazy: true },
  { pattern: /\bnew URL\(\s*()"(\.[^"]+\.ts)",\s*import\.meta\.url/g, isLazy: true },
];

function edgesOf(file: string, source: string): Edge[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return specifiers.flatMap(({ pattern, isLazy }) =>
    [...code.matchAll(pattern)].map(([, type, target = ""]) => ({
      from: file,
      to: relative(root, join(root, dirname(file), target)).replaceAll(sep, "/"),
      isLazy,
      isType: type !== undefined && type !== "",
    })),
  );
}

/** Tests, and the programs that tests start, may reach anywhere. */
function isOurs(file: string): boolean {
  return /(?<!\.test)\.ts$/.test(file) && !file.includes("/fixtures/");
}

async function readEdges(): Promise<Edge[]> {
  const entries = await readdir(root, { recursive: true });
  const files = entries.map((entry) => entry.replaceAll(sep, "/")).filter(isOurs);
  const edges = await Promise.all(files.map(async (file) => edgesOf(file, await readFile(join(root, file), "utf8"))));
  return edges.flat();
}

/** The first way back to where it came from along imports that load code when a module is evaluated, or null. */
function findCycle(edges: Edge[]): string[] | null {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const finished = new Set<string>();
  const visit = (file: string, path: string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return null;
    for (const to of next.get(file) ?? []) {
      const cycle = visit(to, [...path, file]);
      if (cycle !== null) return cycle;
    }
    finished.add(file);
    return null;
  };
  for (const file of next.keys()) {
    const cycle = visit(file, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

test("imports only point down", async () => {
  const edges = await readEdges();
  expect(edges.length).toBeGreaterThan(0);
  expect(edges.map(complaint).filter((sentence) => sentence !== null)).toEqual([]);
});

test("no import leads back to where it came from", async () => {
  const cycle = findCycle((await readEdges()).filter(({ isLazy, isType }) => !isLazy && !isType));
  expect(cycle?.join(" imports ") ?? "no cycle").toBe("no cycle");
});

const edge = (from: string, to: string, isLazy = false): Edge => ({ from, to, isLazy, isType: false });

test("an import upwards, sideways or of the front door is named as a sentence", () => {
  expect(complaint(edge("lib/clock.ts", "sdk/flow.ts"))).toBe(
    "src/lib/clock.ts imports src/sdk/flow.ts, which is 3 floors above it.",
  );
  expect(complaint(edge("sdk/flow.ts", "server/app.ts"))).toBe(
    "src/sdk/flow.ts imports src/server/app.ts, its sibling.",
  );
  expect(complaint(edge("sdk/flow.ts", "index.ts"))).toBe("src/sdk/flow.ts imports src/index.ts, a front door.");
  expect(complaint(edge("index.ts", "server/embedded.ts"))).toMatch(/sibling|above/);
  expect(complaint(edge("index.ts", "server/embedded.ts", true))).toBeNull();
  expect(complaint(edge("worker/runner.ts", "server/app.ts"))).toBeNull();
});

test("every form of import is seen, and comments are not", () => {
  const source = `
import { a } from "./a.ts";
import type { B } from "./b.ts";
import {
  c,
} from "./c.ts";
export * from "./d.ts";
import "./e.ts";
const f = await import("./f.ts");
new Worker(new URL("./g.ts", import.meta.url));
// import { h } from "./h.ts";
`;
  expect(
    edgesOf("lib/x.ts", source)
      .map(({ to }) => to)
      .toSorted(),
  ).toEqual(["a", "b", "c", "d", "e", "f", "g"].map((name) => `lib/${name}.ts`));
});

test("a cycle is found, with the way round", () => {
  expect(findCycle([edge("a", "b"), edge("b", "c"), edge("c", "b")])).toEqual(["b", "c", "b"]);
  expect(findCycle([edge("a", "b"), edge("a", "c"), edge("b", "c")])).toBeNull();
});
