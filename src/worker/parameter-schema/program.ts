import { statSync } from "node:fs";
import { dirname } from "node:path";
import type * as ts from "typescript6";
import type { Compiler } from "./compiler.ts";

let last: { file: string; changed: number; program: ts.Program } | undefined;

/** Reading types takes seconds: flows of one file share them. */
export function programOf(ts: Compiler, file: string): ts.Program {
  const changed = statSync(file).mtimeMs;
  if (last?.file !== file || last.changed !== changed)
    last = { file, changed, program: ts.createProgram([file], { ...optionsFor(ts, file), noEmit: true }) };
  return last.program;
}

function optionsFor(ts: Compiler, file: string): ts.CompilerOptions {
  const config = ts.findConfigFile(dirname(file), ts.sys.fileExists);
  const read = config === undefined ? undefined : ts.readConfigFile(config, ts.sys.readFile).config;
  const given = read === undefined ? {} : ts.parseJsonConfigFileContent(read, ts.sys, dirname(config!)).options;
  return {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    ...given,
    strict: true, // without it `null` and `undefined` are not told apart
  };
}
