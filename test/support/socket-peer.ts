import { once } from "node:events";
import WebSocket from "ws";
import type { Listening } from "../../src/server/listen.ts";

export interface Received {
  event?: { event: string };
  [field: string]: unknown;
}

/** A peer of a websocket that reads what it is sent in order. */
export class Peer {
  readonly ws: WebSocket;
  readonly #received: Received[] = [];
  #wake: (() => void) | undefined;

  constructor(server: Listening, path: string, options: { protocol?: string; headers?: Record<string, string> } = {}) {
    const { protocol = "prefect", headers = {} } = options;
    this.ws = new WebSocket(`${server.url.replace("http", "ws")}/api${path}`, protocol === "" ? [] : protocol, {
      headers,
    });
    this.ws.on("message", (text: Buffer) => {
      this.#received.push(JSON.parse(text.toString()) as Received);
      this.#wake?.();
    });
  }

  send(message: unknown): void {
    this.ws.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  async next(): Promise<Received> {
    while (this.#received.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#received.shift()!;
  }

  /** Opens, and says who it is. */
  async greet(token: string | null = null): Promise<this> {
    await once(this.ws, "open");
    this.send({ type: "auth", token });
    const answer = await this.next();
    if (answer["type"] !== "auth_success") throw new Error(`not let in: ${JSON.stringify(answer)}`);
    return this;
  }

  async closed(): Promise<{ code: number; reason: string }> {
    const [code, reason] = (await once(this.ws, "close")) as [number, Buffer];
    return { code, reason: reason.toString() };
  }

  async ponged(): Promise<void> {
    const pong = once(this.ws, "pong");
    this.ws.ping();
    await pong;
  }
}
