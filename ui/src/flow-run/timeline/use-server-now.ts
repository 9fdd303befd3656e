import { useEffect, useState } from "react";

export interface ServerTime {
  /** The server's time of its last answer. */
  now: string;
  /** The browser's own time of it, as `performance.now()` says it. */
  received: number;
  /** In milliseconds since 1970. */
  origin: number;
}

const frameMs = 250;

/** The server's time after the origin, in milliseconds; it goes on between answers while a run is live. */
export function useServerNow(time: ServerTime | undefined, isLive: boolean): number {
  const [clock, setClock] = useState(() => performance.now());
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => setClock(performance.now()), frameMs);
    return () => clearInterval(timer);
  }, [isLive]);
  if (time === undefined) return 0;
  const elapsed = isLive ? Math.max(0, clock - time.received) : 0;
  return Date.parse(time.now) - time.origin + elapsed;
}
