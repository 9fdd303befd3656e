import type { Fetch } from "../fetch.ts";

/** Prefect's server has said no to a request: sending it again would not help. */
export class PrefectRefusal extends Error {
  override name = "PrefectRefusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The server did not do its work, this time. */
export class PrefectTrouble extends Error {
  override name = "PrefectTrouble";
  readonly response: Response;

  constructor(response: Response) {
    super(`${response.status} from ${response.url}`);
    this.response = response;
  }
}

/** Requests to Prefect's API. */
export interface PrefectRoutes {
  post<T = unknown>(path: string, body: unknown): Promise<T>;
  patch(path: string, body: unknown): Promise<void>;
}

const transient: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

export function prefectRoutes(fetch: Fetch, url: string): PrefectRoutes {
  async function send<T>(method: "POST" | "PATCH", path: string, body: unknown): Promise<T> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(new Request(url + path, { method, headers, body: JSON.stringify(body) }));
    if (transient.has(response.status)) throw new PrefectTrouble(response);
    const text = await response.text();
    if (!response.ok)
      throw new PrefectRefusal(response.status, `${method} ${path}: ${response.status} ${text.slice(0, 1000)}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
  return {
    post: (path, body) => send("POST", path, body),
    patch: (path, body) => send("PATCH", path, body),
  };
}
