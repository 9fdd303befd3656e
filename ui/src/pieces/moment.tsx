import { agoText } from "./ago-text.ts";
import { fullTime } from "./full-time.ts";
import { useNow } from "./use-now.ts";

/** A time: how long ago or how soon, and the exact time when pointed at. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={fullTime(at)}>
      {agoText(Date.parse(at), useNow())}
    </time>
  );
}
