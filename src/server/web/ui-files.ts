import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** Where the built UI is: beside the bundle, or in the repository's `dist/`. */
export const builtUi = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../../dist/ui/" : "./ui/", import.meta.url),
);

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

/** The file of a folder that a path names, as an answer; undefined where there is none, or where it lies outside. */
export async function answerFile(folder: string, path: string, isHead: boolean): Promise<Response | undefined> {
  const file = await fileAt(folder, path);
  if (file === undefined) return undefined;
  const headers = {
    "Content-Type": types[extname(file.path)] ?? "application/octet-stream",
    "Content-Length": String(file.size),
    "Cache-Control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache", // built names hold a hash
    "X-Content-Type-Options": "nosniff",
  };
  const body = isHead ? null : (Readable.toWeb(createReadStream(file.path)) as ReadableStream);
  return new Response(body, { headers });
}

async function fileAt(folder: string, path: string): Promise<{ path: string; size: number } | undefined> {
  const name = decoded(path);
  if (name === undefined) return undefined;
  try {
    const root = await realpath(folder);
    const found = await realpath(join(root, name)); // also links must not lead out
    const facts = await stat(found);
    return found.startsWith(root + sep) && facts.isFile() ? { path: found, size: facts.size } : undefined;
  } catch {
    return undefined;
  }
}

/** The path as a file system would read it; undefined when it is malformed or climbs. */
function decoded(path: string): string | undefined {
  try {
    const name = decodeURIComponent(path);
    return /\0|\\|(^|\/)\.\.?(\/|$)/.test(name) ? undefined : name;
  } catch {
    return undefined;
  }
}
