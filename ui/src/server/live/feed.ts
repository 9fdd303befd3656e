// Invariants
//   F1. What a feed says is a hint that something has changed: pages ask the API for what they show, and poll behind it.
//   F2. Each new connection is a hint too, because what happened before it was missed.

import { socketAddress } from "../api.ts";
import { credentials } from "../credentials.ts";

export interface Feed {
  /** Below the API's base, such as `/events/out`. */
  path: string;
  filter: object;
  onHint: (message: FeedMessage) => void;
  signal: AbortSignal;
}

export interface FeedMessage {
  type: "connected" | "event" | "log" | "auth_success";
  event?: { event: string };
}

const firstDelayMs = 1000;
const longestDelayMs = 30_000;
/** The server's word for credentials that it does not take: asking again would change nothing. */
const policyViolation = 1008;

/** Listens until the signal; connects again, ever more seldom, where the server is away. */
export function listen(feed: Feed, failures = 0): void {
  if (feed.signal.aborted) return;
  const socket = new WebSocket(socketAddress(feed.path), "prefect");
  // One that is being opened is closed once it is open: before, the browser would call that an error.
  const close = (): void => void (socket.readyState === WebSocket.OPEN && socket.close());
  let isLetIn = false;
  feed.signal.addEventListener("abort", close, { once: true });
  socket.addEventListener("open", () => {
    if (feed.signal.aborted) return socket.close();
    socket.send(JSON.stringify({ type: "auth", token: credentials() ?? null }));
  });
  socket.addEventListener("message", ({ data }: MessageEvent<string>) => {
    const message = JSON.parse(data) as FeedMessage;
    if (message.type !== "auth_success") return feed.onHint(message);
    isLetIn = true;
    socket.send(JSON.stringify({ type: "filter", filter: feed.filter, backfill: false }));
    feed.onHint({ type: "connected" });
  });
  socket.addEventListener("close", ({ code }) => {
    feed.signal.removeEventListener("abort", close);
    if (feed.signal.aborted || code === policyViolation) return;
    const failed = isLetIn ? 0 : failures + 1;
    setTimeout(() => listen(feed, failed), Math.min(firstDelayMs * 2 ** failed, longestDelayMs));
  });
}
