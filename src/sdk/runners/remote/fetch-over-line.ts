// `fetch` over a message channel, so that a thread or child process reaches the server that its parent reaches (engine.md W4).

import type { Api } from "../../host.ts";
import type { Line, Services } from "./line.ts";
import type { ParentServices } from "./protocol.ts";

export interface SentRequest {
  url: string;
  method: string;
  headers: [string, string][];
  body: Uint8Array | undefined;
}

export interface SentResponse {
  status: number;
  headers: [string, string][];
  /** The whole body, or the number by which a streaming one is read. */
  body: Uint8Array | { stream: number };
}

/** The parent's side: answers what workers fetch. */
export class FetchDesk {
  readonly #fetch: Api["fetch"];
  readonly #streams = new Map<number, ReadableStreamDefaultReader<Uint8Array>>();
  #count = 0;

  constructor(fetch: Api["fetch"]) {
    this.#fetch = fetch;
  }

  async answer({ url, method, headers, body }: SentRequest): Promise<SentResponse> {
    const response = await this.#fetch(
      new Request(url, { method, headers, ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }) }),
    );
    return { status: response.status, headers: [...response.headers], body: await this.#bodyOf(response) };
  }

  async read(stream: number): Promise<Uint8Array | undefined> {
    const piece = await this.#streams.get(stream)?.read();
    if (piece?.done === false) return piece.value;
    this.#streams.delete(stream);
    return undefined;
  }

  async end(stream: number): Promise<void> {
    const reader = this.#streams.get(stream);
    this.#streams.delete(stream);
    await reader?.cancel();
  }

  /** The worker is gone: nobody reads on. */
  async endAll(): Promise<void> {
    await Promise.allSettled([...this.#streams.keys()].map((stream) => this.end(stream)));
  }

  async #bodyOf(response: Response): Promise<SentResponse["body"]> {
    if (response.body === null || !isStreaming(response)) return new Uint8Array(await response.arrayBuffer());
    const stream = ++this.#count;
    this.#streams.set(stream, response.body.getReader());
    return { stream };
  }
}

/** Answers that go on while something happens come line by line. */
function isStreaming(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("application/x-ndjson") === true;
}

/** The worker's side: a `fetch` whose requests are made by the parent. */
export function fetchOver<Ours extends Services<Ours>>(line: Line<Ours, ParentServices>): Api["fetch"] {
  return async (request) => {
    request.signal.throwIfAborted();
    const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
    const sent = { url: request.url, method: request.method, headers: [...request.headers], body };
    const answer = await line.ask("fetch", sent);
    return new Response(bodyOf(line, answer, request.signal), { status: answer.status, headers: answer.headers });
  };
}

const bodyless = new Set([204, 205, 304]);

function bodyOf<Ours extends Services<Ours>>(
  line: Line<Ours, ParentServices>,
  answer: SentResponse,
  signal: AbortSignal,
): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null {
  if (bodyless.has(answer.status)) return null;
  if (!("stream" in answer.body)) return answer.body as Uint8Array<ArrayBuffer>;
  const { stream } = answer.body;
  const end = (): void => line.tell("endBody", stream);
  signal.addEventListener("abort", end, { once: true });
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      signal.throwIfAborted();
      const piece = await line.ask("readBody", stream);
      if (piece !== undefined) return controller.enqueue(piece);
      signal.removeEventListener("abort", end);
      controller.close();
    },
    cancel: end,
  });
}
