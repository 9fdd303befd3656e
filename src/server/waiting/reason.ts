import { isoFromMicros, type Micros } from "../../lib/clock.ts";
import type { WaitedFor, WaitingReason } from "../../schemas/waiting.ts";

interface Circumstances {
  since?: Micros | null | undefined;
  until?: Micros | null | undefined;
  for?: readonly WaitedFor[];
  whatToDo?: string;
}

export function reason(kind: WaitingReason["kind"], message: string, about: Circumstances = {}): WaitingReason {
  return {
    kind,
    message,
    since: about.since == null ? null : isoFromMicros(about.since),
    until: about.until == null ? null : isoFromMicros(about.until),
    for: [...(about.for ?? [])],
    what_to_do: about.whatToDo ?? null,
  };
}
