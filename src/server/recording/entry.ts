import type { RecordAnswer, RecordItem, RecordRefusal } from "../../schemas/record.ts";

/** One item on its way through the recorder, with the place of its answer. */
export interface Entry<I extends RecordItem = RecordItem> {
  readonly item: I;
  answer?: RecordAnswer;
  /** Set for a flow run that this batch has started. */
  isStarted?: true;
}

export function accept(entry: Entry): void {
  entry.answer = { n: entry.item.n, status: "accepted" };
}

export function refuse(entry: Entry, code: RecordRefusal, reason: string): void {
  entry.answer = { n: entry.item.n, status: "refused", code, reason };
}

export function ofKind<K extends RecordItem["kind"]>(
  entries: readonly Entry[],
  kind: K,
): Entry<Extract<RecordItem, { kind: K }>>[] {
  return entries.filter((entry) => entry.item.kind === kind) as Entry<Extract<RecordItem, { kind: K }>>[];
}
