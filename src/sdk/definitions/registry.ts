import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { hash } from "node:crypto";
import { shared } from "../global.ts";

export type RegisteredKind = "flow" | "task";

/** Where a flow or task was defined, and under which name it is found again (engine.md T1). */
export interface Registration {
  kind: RegisteredKind;
  name: string;
  /** Absolute path of the defining module; null where there is none (a REPL, `eval`). */
  file: string | null;
  target: unknown;
  /** More than one definition of this kind has this name in this module. */
  isAmbiguous: boolean;
}

export interface CallSite {
  file: string | null;
  line: number;
  column: number;
}

export function registryKey(kind: RegisteredKind, file: string | null, name: string): string {
  return `${kind} ${file ?? "-"} ${name}`;
}

export function register(registration: Omit<Registration, "isAmbiguous">): void {
  const key = registryKey(registration.kind, registration.file, registration.name);
  const isAmbiguous = shared.registry.has(key);
  shared.registry.set(key, { ...registration, isAmbiguous });
}

export function findRegistered(kind: RegisteredKind, file: string | null, name: string): Registration | undefined {
  return shared.registry.get(registryKey(kind, file, name));
}

export function registeredIn(file: string, kind: RegisteredKind): Registration[] {
  return [...shared.registry.values()].filter((entry) => entry.file === file && entry.kind === kind);
}

// The folder of all our SDK code: `…/src/sdk/` from source, `…/dist/` bundled, where the files lie flat.
const here = fileURLToPath(import.meta.url).replace(/(definitions[\\/])?[^\\/]*$/, "");

/** The first place on the stack that is not ours: where the user wrote `flow(…)`. */
export function callSite(): CallSite {
  const prepare = Error.prepareStackTrace;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 12;
  Error.prepareStackTrace = (_, sites) => sites;
  const sites = new Error().stack as unknown as NodeJS.CallSite[];
  Error.prepareStackTrace = prepare;
  Error.stackTraceLimit = limit;
  for (const site of sites) {
    const name = site.getFileName() ?? site.getEvalOrigin?.();
    if (typeof name !== "string") continue;
    const file = name.startsWith("file:") ? fileURLToPath(name) : name;
    if (isOurs(file)) continue;
    const known = file.startsWith("/") || /^[A-Za-z]:\\/.test(file);
    return {
      file: known ? file : null,
      line: site.getLineNumber() ?? 0,
      column: site.getColumnNumber() ?? 0,
    };
  }
  return { file: null, line: 0, column: 0 };
}

function isOurs(file: string): boolean {
  if (file.startsWith("node:")) return true;
  return file.startsWith(here) && !file.endsWith(".test.ts");
}

/** The variable that a definition is assigned to, read from the line of its call site: `const crawl = flow(…`. */
export function variableAt(site: CallSite, word: RegisteredKind): string | undefined {
  if (site.file === null) return undefined;
  try {
    const line = readFileSync(site.file, "utf8").split("\n")[site.line - 1] ?? "";
    return new RegExp(`([A-Za-z_$][\\w$]*)\\s*(?::[^=]+)?=\\s*(?:[\\w$]+\\.)?${word}\\s*[(<]`).exec(line)?.[1];
  } catch {
    return undefined;
  }
}

const fingerprints = new Map<string, string | null>();

/** SHA-256 of a module file, the first 16 hex digits: tells that its code was changed (engine.md I2). */
export function fingerprintOf(file: string | null): string | null {
  if (file === null) return null;
  let known = fingerprints.get(file);
  if (known === undefined) {
    try {
      known = hash("sha256", readFileSync(file, "utf8")).slice(0, 16);
    } catch {
      known = null;
    }
    fingerprints.set(file, known);
  }
  return known;
}

/** A path as people read it: below the working directory where it is. */
export function shownPath(file: string): string {
  const shown = relative(process.cwd(), file);
  return shown.startsWith("..") ? file : shown;
}
