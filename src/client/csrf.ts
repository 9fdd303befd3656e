import type { Fetch } from "./fetch.ts";

interface Token {
  token: string;
  client: string;
}

/**
 * Sends every write with a CSRF token where the server wants one.
 * It is asked before the first write; a server that has no such protection is not asked again.
 */
export function withCsrf(fetch: Fetch, baseUrl: string, client: string = crypto.randomUUID()): Fetch {
  let known: Promise<Token | null> | undefined;

  return async (request) => {
    if (request.method === "GET" || request.method === "HEAD") return fetch(request);
    const token = await askOnce();
    if (token === null) return fetch(request);
    const again = request.clone();
    const response = await fetch(signed(request, token));
    if (!(await isStale(response))) return response;
    known = undefined;
    const renewed = await askOnce();
    return fetch(renewed === null ? again : signed(again, renewed));
  };

  /** What failed is not remembered: the next write asks again. */
  function askOnce(): Promise<Token | null> {
    known ??= askForToken().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  }

  async function askForToken(): Promise<Token | null> {
    const response = await fetch(new Request(`${baseUrl}/csrf-token?client=${encodeURIComponent(client)}`));
    if (response.ok) return (await response.json()) as Token;
    const text = await response.text();
    if (response.status === 404 || (response.status === 422 && text.includes("CSRF protection is disabled.")))
      return null;
    throw new Error(`${response.status} while asking for a CSRF token: ${text.slice(0, 200)}`);
  }

  function signed(request: Request, { token }: Token): Request {
    request.headers.set("Prefect-Csrf-Token", token);
    request.headers.set("Prefect-Csrf-Client", client);
    return request;
  }
}

async function isStale(response: Response): Promise<boolean> {
  return response.status === 403 && (await response.clone().text()).includes("Invalid CSRF token");
}
