import { useEffect, useRef, useState } from "react";

const frameMs = 250;

/** The server's time after an origin, in milliseconds; it goes on between answers while a run is live. */
export function useServerNow(answered: string | undefined, { origin, isLive }: { origin: number; isLive: boolean }): number {
  const [, redraw] = useState(0);
  const received = useRef({ answered, at: performance.now() });
  if (received.current.answered !== answered) received.current = { answered, at: performance.now() };
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => redraw((count) => count + 1), frameMs);
    return () => clearInterval(timer);
  }, [isLive]);
  if (answered === undefined) return 0;
  const elapsed = isLive ? performance.now() - received.current.at : 0;
  return Date.parse(answered) - origin + elapsed;
}
