import type { StateType } from "../../../../src/schemas/state.ts";
import type { Call, Calls } from "./calls.ts";

/** A task with many calls, drawn as one row until somebody opens it. */
export interface GroupRow {
  kind: "group";
  task: string;
  calls: readonly Call[];
  counts: Partial<Record<StateType, number>>;
  isOpen: boolean;
}

export interface CallRow {
  kind: "call";
  call: Call;
  isInGroup: boolean;
}

export type Row = GroupRow | CallRow;

export interface RowOptions {
  /** Tasks whose groups are open. */
  open: ReadonlySet<string>;
  /** Only calls whose name has this in it. */
  text: string;
  /** Only calls in these states; none means all. */
  states: ReadonlySet<StateType>;
}

const smallestGroup = 10;

/** The rows of a timeline from top to bottom, in the order in which the first call of each began. */
export function rowsOf(calls: Calls, { open, text, states }: RowOptions): Row[] {
  const wanted = text.toLowerCase();
  const shown = [...calls.values()].filter(
    (call) =>
      (states.size === 0 || states.has(call.state ?? "PENDING")) &&
      (wanted === "" || call.name.toLowerCase().includes(wanted)),
  );
  const byTask = Map.groupBy(shown, (call) => call.task);
  const grouped = new Set<string>();
  return shown.toSorted(byStart).flatMap((call) => {
    const siblings = byTask.get(call.task)!;
    if (siblings.length < smallestGroup) return [{ kind: "call", call, isInGroup: false } satisfies CallRow];
    if (grouped.has(call.task)) return [];
    grouped.add(call.task);
    return groupRows(call.task, siblings, open.has(call.task));
  });
}

function byStart(a: Call, b: Call): number {
  return (a.started ?? a.created) - (b.started ?? b.created);
}

function groupRows(task: string, calls: readonly Call[], isOpen: boolean): Row[] {
  const group: GroupRow = { kind: "group", task, calls, counts: countsOf(calls), isOpen };
  if (!isOpen) return [group];
  return [group, ...calls.toSorted(byStart).map((call) => ({ kind: "call", call, isInGroup: true }) satisfies CallRow)];
}

export function countsOf(calls: Iterable<Call>): Partial<Record<StateType, number>> {
  const counts: Partial<Record<StateType, number>> = {};
  for (const { state } of calls) counts[state ?? "PENDING"] = (counts[state ?? "PENDING"] ?? 0) + 1;
  return counts;
}
