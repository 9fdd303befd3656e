import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { Transpile } from "./compilers.ts";

/** Transpiles every TypeScript module outside node_modules that this process imports or requires from now on. */
export function hookTranspiler(transpile: Transpile): void {
  process.setSourceMapsEnabled(true);
  registerHooks({
    load(url, context, nextLoad) {
      if (!isTypeScript(url)) return nextLoad(url, context);
      const file = fileURLToPath(url);
      const source = readFileSync(file, "utf8");
      const format = formatOf(context.format, source);
      return { format, source: transpile(source, file, format), shortCircuit: true };
    },
  });
}

function isTypeScript(url: string): boolean {
  return url.startsWith("file:") && /\.[cm]?tsx?$/.test(url) && !url.includes("/node_modules/");
}

/** Node says which of the two a file is, except where package.json does not: there its syntax decides. */
function formatOf(hint: string | null | undefined, source: string): "module" | "commonjs" {
  if (hint?.startsWith("commonjs")) return "commonjs";
  if (hint?.startsWith("module")) return "module";
  return moduleSyntax.test(source) ? "module" : "commonjs";
}

const moduleSyntax = /^\s*(import|export)\b|\bimport\.meta\b/m;
