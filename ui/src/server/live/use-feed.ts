import { useEffect, useEffectEvent } from "react";
import { listen, type FeedMessage } from "./feed.ts";
import { throttled } from "./throttled.ts";

export interface FeedOptions {
  path: string;
  filter: object;
  isOn?: boolean;
  /** Called with all that came since it was called last; not again before its promise is settled. */
  onHints: (messages: readonly FeedMessage[]) => Promise<unknown>;
}

const pauseMs = 250;

/** Listens to what the server tells for as long as the component is on the page. */
export function useFeed({ path, filter, isOn = true, onHints }: FeedOptions): void {
  const act = useEffectEvent(onHints);
  const asked = JSON.stringify(filter);
  useEffect(() => {
    if (!isOn) return;
    const stop = new AbortController();
    let messages: FeedMessage[] = [];
    const tell = throttled(async () => {
      const told = messages;
      messages = [];
      await act(told);
    }, pauseMs);
    const onHint = (message: FeedMessage): void => {
      messages.push(message);
      tell();
    };
    listen({ path, filter: JSON.parse(asked) as object, onHint, signal: stop.signal });
    return () => stop.abort();
  }, [path, asked, isOn]);
}
