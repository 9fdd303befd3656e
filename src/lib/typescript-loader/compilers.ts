import { dirname } from "node:path";
import type * as esbuild from "esbuild";
import type * as ts from "typescript6";

/** Turns one TypeScript file into the JavaScript of a module of that format, with its source map inside. */
export type Transpile = (source: string, file: string, format: "module" | "commonjs") => string;

/** The nearest tsconfig.json (which esbuild finds by itself) says how decorators and class fields are meant. */
export function esbuildTranspiler({ buildSync }: Pick<typeof esbuild, "buildSync">): Transpile {
  return (_source, file, format) => {
    const { outputFiles } = buildSync({
      entryPoints: [file],
      write: false,
      bundle: false,
      platform: "node",
      target: "node24",
      sourcemap: "inline",
      logLevel: "silent", // a syntax error is thrown, and Node prints it
      ...(format === "commonjs" ? { format: "cjs" } : { format: "esm" }),
    });
    return outputFiles[0]!.text;
  };
}

export type Compiler = Pick<
  typeof ts,
  "transpileModule" | "findConfigFile" | "readConfigFile" | "parseJsonConfigFileContent" | "sys"
> & {
  ModuleKind: Pick<typeof ts.ModuleKind, "ESNext" | "CommonJS">;
  ScriptTarget: Pick<typeof ts.ScriptTarget, "ES2023">;
};

/** Slower to start than esbuild, and often there already. */
export function typescriptTranspiler(compiler: Compiler): Transpile {
  const optionsFor = projectOptions(compiler);
  return (source, file, format) => {
    const { outputText } = compiler.transpileModule(source, {
      fileName: file,
      compilerOptions: {
        ...optionsFor(dirname(file)),
        module: format === "module" ? compiler.ModuleKind.ESNext : compiler.ModuleKind.CommonJS,
        target: compiler.ScriptTarget.ES2023, // decorators are lowered, everything else stays as written
        inlineSourceMap: true,
      },
    });
    return outputText;
  };
}

function projectOptions(compiler: Compiler): (directory: string) => ts.CompilerOptions {
  const known = new Map<string, ts.CompilerOptions>();
  return (directory) => {
    const options = known.get(directory) ?? readOptions(compiler, directory);
    known.set(directory, options);
    return options;
  };
}

function readOptions(compiler: Compiler, directory: string): ts.CompilerOptions {
  const file = compiler.findConfigFile(directory, compiler.sys.fileExists);
  if (file === undefined) return {};
  const { config } = compiler.readConfigFile(file, compiler.sys.readFile);
  const { options } = compiler.parseJsonConfigFileContent(config, compiler.sys, dirname(file));
  const { experimentalDecorators = false, emitDecoratorMetadata = false, useDefineForClassFields } = options;
  return {
    experimentalDecorators,
    emitDecoratorMetadata,
    ...(useDefineForClassFields === undefined ? {} : { useDefineForClassFields }),
  };
}
