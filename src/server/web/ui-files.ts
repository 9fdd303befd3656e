import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createGzip } from "node:zlib";

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

export interface WantedFile {
  isHead: boolean;
  /** Whether it may be compressed; it is kept by the browser afterwards, so that this is done once. */
  isGzip: boolean;
}

/** The file of a folder that a path names, as an answer; undefined where there is none, or where it lies outside. */
export async function answerFile(folder: string, path: string, wanted: WantedFile): Promise<Response | undefined> {
  const file = await fileAt(folder, path);
  if (file === undefined) return undefined;
  const type = types[extname(file.path)] ?? "application/octet-stream";
  const isGzip = wanted.isGzip && isText.test(type);
  const headers = {
    "Content-Type": type,
    ...(isGzip ? { "Content-Encoding": "gzip", Vary: "Accept-Encoding" } : { "Content-Length": String(file.size) }),
    "Cache-Control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache", // built names hold a hash
    "X-Content-Type-Options": "nosniff",
  };
  if (wanted.isHead) return new Response(null, { headers });
  const stream = createReadStream(file.path);
  const body = isGzip ? stream.pipe(createGzip()) : stream;
  return new Response(Readable.toWeb(body) as ReadableStream, { headers });
}

const isText = /^(text\/|application\/json|image\/svg)/;

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
