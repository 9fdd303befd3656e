import { existsSync, realpathSync, statSync } from "node:fs";
import { registerHooks } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MissingFlowError } from "../../sdk/errors.ts";

/** A file, and what is meant in it: an export, or the name of a flow or task. */
export interface Entrypoint {
  /** Absolute, and what links lead to: a module knows itself by that path. */
  file: string;
  name: string | undefined;
  /** Its file or module as the user wrote it. */
  shown: string;
}

/**
 * Finds the file of an entrypoint, `path/file.ts:name` or `package/module:name`; the name may be left out.
 *
 * @throws {MissingFlowError} there is no such file or module
 */
export function findEntrypoint(text: string, cwd: string = process.cwd()): Entrypoint {
  const { path, name } = partsOf(text);
  const file = existingFile(resolve(cwd, path)) ?? (isPath(path) ? undefined : fileOfModule(path, cwd));
  if (file === undefined) throw new MissingFlowError(notFound(path, cwd));
  return { file: realpathSync(file), name, shown: path };
}

/** The last colon divides them, unless it is the one of a drive: `C:\flows\crawl.ts`. */
function partsOf(text: string): { path: string; name: string | undefined } {
  const colon = text.lastIndexOf(":");
  const path = colon <= 1 ? text : text.slice(0, colon);
  const name = colon <= 1 ? undefined : text.slice(colon + 1);
  if (path === "" || path === ":" || name === "")
    throw new MissingFlowError(`"${text}" is no entrypoint: give a file and a flow in it, flows/crawl.ts:crawl.`);
  return { path, name };
}

const extensions = ["", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

function existingFile(path: string): string | undefined {
  return extensions.map((extension) => path + extension).find((file) => existsSync(file) && statSync(file).isFile());
}

function isPath(path: string): boolean {
  return isAbsolute(path) || /^\.{1,2}([\\/]|$)|\.[cm]?[jt]sx?$/.test(path);
}

/** Where a package's module lies, for what is imported from a folder. */
function fileOfModule(specifier: string, cwd: string): string | undefined {
  const parentURL = pathToFileURL(join(cwd, "entrypoint.js")).href;
  const hooks = registerHooks({ resolve: (name, context, next) => next(name, { ...context, parentURL }) });
  try {
    const url = import.meta.resolve(specifier);
    return url.startsWith("file:") ? existingFile(fileURLToPath(url)) : undefined;
  } catch {
    return undefined;
  } finally {
    hooks.deregister();
  }
}

function notFound(path: string, cwd: string): string {
  if (isPath(path)) return `There is no file ${resolve(cwd, path)}.`;
  return `"${path}" is no file below ${cwd}, and no module that is installed there.`;
}
