// One websocket, as those who serve it see it.
//
// Invariants
//   S1. Frames are read one after the other; a sender that is ahead of the reader by more than a bound has to wait.
//   S2. A ping is answered at once, or, where its place among the frames matters, by the reader.
//   S3. `send` resolves when the frame is on its way: who awaits it is held back by a slow peer.

import type { RawData, WebSocket } from "ws";

export type Frame = { kind: "text"; text: string } | { kind: "ping"; payload: Buffer };

const mostWaiting = 1000;

export class Socket {
  readonly #ws: WebSocket;
  readonly #frames: Frame[] = [];
  readonly #closing = new AbortController();
  #wake: (() => void) | undefined;
  #readsPings = false;

  constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.on("message", (text: RawData) => this.#push({ kind: "text", text: asText(text) }));
    ws.on("ping", (payload: Buffer) => (this.#readsPings ? this.#push({ kind: "ping", payload }) : this.pong(payload)));
    ws.on("close", () => this.#end());
    ws.on("error", () => this.#end()); // a close follows
  }

  /** The subprotocol that was agreed on; empty if none. */
  get protocol(): string {
    return this.#ws.protocol;
  }

  /** Aborted when the socket is closed, by either side. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** From now on pings come among the frames (S2). */
  readPings(): void {
    this.#readsPings = true;
  }

  /** Everything that has come in, at least one frame; undefined when the socket is closed and all was read. */
  async receiveAll(): Promise<Frame[] | undefined> {
    while (this.#frames.length === 0) {
      if (this.closed.aborted) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const frames = this.#frames.splice(0);
    if (this.#ws.isPaused) this.#ws.resume();
    return frames;
  }

  /** The next text; undefined when the socket is closed. */
  async receive(): Promise<string | undefined> {
    while (this.#frames.length === 0) {
      if (this.closed.aborted) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const frame = this.#frames.shift()!;
    if (frame.kind === "text") return frame.text;
    this.pong(frame.payload);
    return this.receive();
  }

  send(message: unknown): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#ws.send(JSON.stringify(message), (error) => (error ? reject(error) : resolve())),
    );
  }

  pong(payload: Buffer): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.pong(payload);
  }

  close(code: number, reason = ""): void {
    this.#ws.close(code, reason.slice(0, 120)); // a close frame has room for 123 bytes
  }

  #push(frame: Frame): void {
    this.#frames.push(frame);
    if (this.#frames.length >= mostWaiting) this.#ws.pause();
    this.#wake?.();
  }

  #end(): void {
    this.#closing.abort();
    this.#wake?.();
  }
}

function asText(data: RawData): string {
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data as Buffer).toString();
}
