import { version } from "../lib/version.ts";
import { withCsrf } from "./csrf.ts";
import { authorization, type Credentials } from "./authorization.ts";
import { ServerUnreachable } from "./server-unreachable.ts";
import { UnusableServer } from "./unusable-server.ts";

/** A server that is reached over HTTP. */
export interface HttpApi {
  /** `…/api`, without a slash at its end. */
  readonly url: string;
  readonly kind: "http";
  /** What each request carries, for a thread that speaks to the server by itself. */
  readonly headers: Readonly<Record<string, string>>;
  fetch(request: Request): Promise<Response>;
}

export interface HttpApiOptions extends Credentials {
  /** `http://host:port/api` */
  url: string;
  /** Where the URL comes from, for errors: the name of a variable. */
  from?: string | undefined;
}

const speaks = "0.8.4"; // the version of Prefect's API
const firstAnswerMs = 5_000;

/**
 * Opens the API at a URL, after asking it once: a wrong address is told before anything has run.
 *
 * @throws {ServerUnreachable} nothing answers there
 * @throws {UnusableServer} what answers is no such API, or refuses these credentials
 */
export async function openHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const url = checkedUrl(options);
  const { undiciFetch } = await import("./undici-fetch.ts"); // a tenth of a second that other commands need not pay
  const headers = headersFor(options);
  const fetch = undiciFetch(headers);
  await greet({ url, fetch }, options);
  return { url, kind: "http", headers, fetch: withCsrf(fetch, url) };
}

function headersFor(credentials: Credentials): Record<string, string> {
  const authorized = authorization(credentials);
  const headers = { "user-agent": `sluice/${version} (API ${speaks})`, "x-prefect-api-version": speaks };
  return authorized === undefined ? headers : { ...headers, authorization: authorized };
}

function checkedUrl({ url, from }: HttpApiOptions): string {
  const trimmed = url.replace(/\/+$/, "");
  const { protocol } = URL.parse(trimmed) ?? { protocol: "" };
  if (protocol === "http:" || protocol === "https:") return trimmed;
  throw new UnusableServer(
    `${nameOf({ url, from })} is no address of an API; it looks like http://127.0.0.1:4200/api.`,
  );
}

/** One question that needs the address and the credentials to be right. */
async function greet({ url, fetch }: Pick<HttpApi, "url" | "fetch">, options: HttpApiOptions): Promise<void> {
  const response = await fetch(
    new Request(`${url}/admin/version`, { signal: AbortSignal.timeout(firstAnswerMs) }),
  ).catch((cause: unknown) => {
    throw new ServerUnreachable(`No server answers at ${nameOf(options)}. ${remedy(options)}`, { cause });
  });
  if (response.ok) return;
  throw new UnusableServer(complaint(response.status, options));
}

function complaint(status: number, options: HttpApiOptions): string {
  const who = `The server at ${nameOf(options)}`;
  if (status === 401 || status === 403) {
    return `${who} refuses these credentials (${status}): set SLUICE_API_KEY, or SLUICE_API_AUTH_STRING=user:password.`;
  }
  if (status === 404) return `${who} has no such API (404): the URL of a server ends in /api.`;
  return `${who} answered ${status}, which is no answer of such an API.`;
}

function nameOf({ url, from }: HttpApiOptions): string {
  return from === undefined ? url : `${url} (from ${from})`;
}

function remedy({ from = "the URL" }: HttpApiOptions): string {
  return `Start one with "sluice server start", or unset ${from} to work without a server.`;
}
