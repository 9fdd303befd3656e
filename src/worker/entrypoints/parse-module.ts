import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import type { Program } from "acorn";
import { parse } from "acorn";
import { ScriptError } from "../../sdk/errors.ts";

/**
 * The syntax of a JavaScript or TypeScript module, which is not run.
 *
 * @throws {ScriptError} it cannot be parsed
 */
export function parseModule(file: string, shown: string): Program {
  try {
    const source = readFileSync(file, "utf8");
    const script = /\.[cm]?tsx?$/.test(file) ? withoutTypes(source) : source;
    return parse(script, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowHashBang: true,
      allowReturnOutsideFunction: true,
    });
  } catch (error) {
    throw new ScriptError(`${shown} could not be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Enums and the like, which have no type-less form, are transformed. */
function withoutTypes(source: string): string {
  return quietly(() => {
    try {
      return stripTypeScriptTypes(source);
    } catch {
      return stripTypeScriptTypes(source, { mode: "transform" });
    }
  });
}

/** Node calls this experimental at its first use, which is no news for whoever reads our output. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}
