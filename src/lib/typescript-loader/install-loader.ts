import { createRequire } from "node:module";
import { join } from "node:path";
import { esbuildTranspiler, typescriptTranspiler, type Compiler, type Transpile } from "./compilers.ts";
import { hookTranspiler } from "./hook-transpiler.ts";

/**
 * Teaches this process the TypeScript that Node's type stripping refuses: decorators, enums, parameter
 * properties and namespaces. Modules that are imported from then on may use them.
 *
 * The transpiler is the user's own, looked up from `directory`: esbuild (tsx brings it), or else TypeScript 5 or 6.
 *
 * @throws {LoaderMissing} when none is installed.
 */
export function installTypeScriptLoader(directory: string = process.cwd()): void {
  hookTranspiler(findTranspiler(createRequire(join(directory, "package.json"))));
}

export class LoaderMissing extends Error {
  readonly code = "LOADER_MISSING";

  constructor() {
    super(
      "Running decorators, enums and parameter properties needs esbuild (or tsx, or TypeScript 5 or 6), and none is installed here.\n" +
        "Install one:  npm install --save-dev esbuild",
    );
    this.name = "LoaderMissing";
  }
}

function findTranspiler(requireFrom: NodeJS.Require): Transpile {
  const esbuild = resolves(requireFrom, "esbuild") ? requireFrom : requireOfTsx(requireFrom);
  if (esbuild !== undefined) return esbuildTranspiler(esbuild("esbuild"));
  // TypeScript 7 has no JavaScript API: the compiler may be installed beside it under this name.
  for (const name of ["typescript6", "typescript"]) {
    const compiler: Partial<Compiler> = resolves(requireFrom, name) ? requireFrom(name) : {};
    if (compiler.transpileModule !== undefined) return typescriptTranspiler(compiler as Compiler);
  }
  throw new LoaderMissing();
}

/** Where packages are not hoisted, only tsx itself sees the esbuild that came with it. */
function requireOfTsx(requireFrom: NodeJS.Require): NodeJS.Require | undefined {
  return resolves(requireFrom, "tsx/package.json") ? createRequire(requireFrom.resolve("tsx/package.json")) : undefined;
}

function resolves(requireFrom: NodeJS.Require, specifier: string): boolean {
  try {
    requireFrom.resolve(specifier);
    return true;
  } catch {
    return false;
  }
}
