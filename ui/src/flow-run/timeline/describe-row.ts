import { defaultStateName, type StateType } from "../../../../src/schemas/state.ts";
import { durationText } from "../../pieces/duration-text.ts";
import { spanOf } from "./calls.ts";
import type { Row } from "./rows.ts";

/** What a row shows, in words. */
export function describeRow(row: Row, now: number): string {
  if (row.kind === "group")
    return `${row.task}: ${countsText(row.counts)}. Enter ${row.isOpen ? "closes" : "opens"} the group.`;
  const [start, end] = spanOf(row.call, now);
  return `${row.call.name}: ${row.call.stateName ?? "no state"}, began after ${durationText(start / 1000)}, ran ${durationText((end - start) / 1000)}.`;
}

/** `3 failed, 97 completed` */
export function countsText(counts: Partial<Record<StateType, number>>): string {
  const parts = Object.entries(counts) as [StateType, number][];
  return parts
    .map(([type, count]) => `${count.toLocaleString("en")} ${defaultStateName(type).toLowerCase()}`)
    .join(", ");
}
