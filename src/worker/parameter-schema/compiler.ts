import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as typescript from "typescript6";

/** The parts of TypeScript's compiler API that types are read with: of version 5 or 6 (7.0 has no such API). */
export type Compiler = typeof typescript;

/** The compiler of the project that a file belongs to; undefined where it has none that can be asked. */
export function compilerFor(file: string): Compiler | undefined {
  const ownRequire = createRequire(import.meta.url);
  const projectRequire = createRequire(join(dirname(file), "any.js"));
  for (const require of [projectRequire, ownRequire]) {
    for (const name of ["typescript6", "typescript"]) {
      const found = tryRequire(require, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function tryRequire(require: NodeJS.Require, name: string): Compiler | undefined {
  try {
    const found = require(name) as Partial<Compiler>;
    return typeof found.createProgram === "function" ? (found as Compiler) : undefined;
  } catch {
    return undefined;
  }
}
