// How a command reaches the server: over HTTP where a URL is set, else the server in this process over the home's
// database. It never starts one.

import { type Client, createClient } from "../client/client.ts";
import { parseExactJson } from "../lib/exact-json.ts";
import { databasePath, ensureHome, findHome } from "../lib/home.ts";
import { textRequest } from "../lib/text-request.ts";
import { setting, settingSource } from "../sdk/settings.ts";

export interface CommandApi extends AsyncDisposable {
  readonly client: Client;
  readonly fetch: (request: Request) => Promise<Response>;
  /** `…/api`, also of a server that has no address. */
  readonly url: string;
  /** What is asked, for people: a URL, or the path of a database. */
  readonly where: string;
}

/**
 * Opens the API that `SLUICE_API_URL` (or `PREFECT_API_URL`) names, or the home's own.
 *
 * @throws {ServerUnreachable} nothing answers at the URL
 */
export async function openApi(): Promise<CommandApi> {
  const url = setting("api.url");
  return url === undefined ? await openHome() : await openUrl(url);
}

async function openUrl(url: string): Promise<CommandApi> {
  const { openHttpApi } = await import("../client/http-api.ts");
  const api = await openHttpApi({
    url,
    from: settingSource("api.url"),
    authString: setting("api.auth_string"),
    apiKey: setting("api.key"),
  });
  const client = createClient({ fetch: api.fetch, baseUrl: api.url, parse: parseExactJson });
  return { client, fetch: api.fetch, url: api.url, where: api.url, async [Symbol.asyncDispose]() {} };
}

async function openHome(): Promise<CommandApi> {
  const { openEmbedded } = await import("../server/embedded.ts");
  const home = ensureHome(findHome());
  const database = databaseOf(home);
  const server = await openEmbedded({ home, database });
  await server.sweep(); // runs whose process was killed are not shown as running
  const url = "http://sluice.embedded/api";
  const client = createClient({ fetch: server.fetch, baseUrl: url, parse: parseExactJson, request: textRequest });
  return {
    client,
    fetch: server.fetch,
    url,
    where: withoutPassword(database),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** The database of a home: its own file, unless a setting names another. */
export function databaseOf(home: string): string {
  return setting("database.url") ?? databasePath(home);
}

/** A database URL that can be shown. */
export function withoutPassword(database: string): string {
  const url = /^postgres(ql)?:/.test(database) ? URL.parse(database) : null;
  if (url === null || url.password === "") return database;
  url.password = "***";
  return url.href;
}
