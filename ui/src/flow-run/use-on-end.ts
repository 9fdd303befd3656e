import { useEffect, useRef } from "react";

/** Acts once when a run that was seen alive has ended: what happened last came after the last question. */
export function useOnEnd(isLive: boolean, act: () => unknown): void {
  const wasLive = useRef(isLive);
  useEffect(() => {
    if (wasLive.current && !isLive) act();
    wasLive.current = isLive;
  });
}
