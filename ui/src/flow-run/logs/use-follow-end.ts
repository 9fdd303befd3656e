import { type RefObject, useEffect, useRef } from "react";

const near = 60;

/** Keeps the end in sight while lines come, for as long as it was in sight. */
export function useFollowEnd(scroller: RefObject<HTMLElement | null>, count: number, isOn: boolean): void {
  const wasAtEnd = useRef(true);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = (): void =>
      void (wasAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < near);
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  });
  useEffect(() => {
    if (isOn && wasAtEnd.current) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [scroller, count, isOn]);
}
