import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { parseExactJson } from "../../lib/exact-json.ts";
import { type CommandApi, openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";

export interface ApiRequestOptions {
  data?: string;
  header?: string[];
  root?: true;
  verbose?: true;
}

const methods = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

/** Sends one request to the API and prints what comes back. */
export async function sendRequest(options: ApiRequestOptions & { method: string; path: string }): Promise<void> {
  const method = options.method.toUpperCase();
  if (!methods.has(method))
    throw new CommandFailure(`"${options.method}" is no method; those are ${[...methods].join(", ")}.`);
  const body = await bodyOf(method, options.data);
  await using api = await openApi();
  const headers = headersOf(options.header, body);
  const request = new Request(addressOf(api, options), { method, headers, ...(body !== undefined && { body }) });
  const response = await api.fetch(request);
  if (options.verbose) describe(request, response);
  const text = await response.text();
  if (text !== "") console.log(readable(text));
  if (!response.ok) process.exitCode = Math.floor(response.status / 100);
}

function addressOf({ url }: CommandApi, { path, root }: { path: string; root?: true }): string {
  const base = root ? new URL(url).origin : url;
  return base + (path.startsWith("/") ? path : `/${path}`);
}

async function bodyOf(method: string, data: string | undefined): Promise<string | undefined> {
  if (data === undefined) return method === "POST" ? "{}" : undefined;
  if (method === "GET") throw new CommandFailure("A GET has no body: leave --data out.");
  if (data === "-") return await readAll(process.stdin);
  return data.startsWith("@") ? await readFile(data.slice(1), "utf8") : data;
}

function headersOf(given: string[] = [], body: string | undefined): Headers {
  const headers = new Headers(body === undefined ? {} : { "content-type": "application/json" });
  for (const header of given) {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(header) ?? [];
    if (name === undefined) throw new CommandFailure(`"${header}" is no header; it looks like "Name: value".`);
    headers.set(name, value ?? "");
  }
  return headers;
}

function describe(request: Request, response: Response): void {
  console.error(`> ${request.method} ${request.url}`);
  console.error(`< ${response.status} ${response.statusText}`.trimEnd());
  for (const [name, value] of response.headers) console.error(`< ${name}: ${value}`);
}

/** JSON laid out, its numbers as they came. */
function readable(text: string): string {
  try {
    return JSON.stringify(parseExactJson(text), null, 2);
  } catch {
    return text;
  }
}
