import type { RecordAnswer, RecordItem } from "../../schemas/record.ts";
import { isRefusedValue } from "../db/store-error.ts";
import type { Store, Tx } from "../db/store.ts";
import { eachAlone, type Isolate, refuseValue } from "./each-alone.ts";
import { type Entry, ofKind, refuse } from "./entry.ts";
import { KnownRuns } from "./known-runs.ts";
import { mirrorStarts } from "./mirror-starts.ts";
import { recordArtifact } from "./record-artifact.ts";
import { recordFlowRuns } from "./record-flow-runs.ts";
import { recordFlowStates } from "./record-flow-states.ts";
import { flowRunOfLogs, recordLogs } from "./record-logs.ts";
import { recordNote } from "./record-note.ts";
import { recordTaskRuns } from "./record-task-runs.ts";

// Invariants, beside W1a–c of schemas/record.ts
//   A1. A batch is one unit of the store: its answers are given after its commit.
//   A2. Kinds are recorded one after the other, so that each is a few statements for all of its items: runs begin
//       first and states of flow runs come last. That keeps W1c, because nobody sends what depends on an answer
//       before having it.

/** Records a batch; the answers are in the order of the items. */
export async function recordBatch(store: Store, items: readonly RecordItem[]): Promise<RecordAnswer[]> {
  if (items.length === 1) return [await recordLone(store, items[0]!)];
  return store.write(async (tx) => {
    const entries = items.map((item): Entry => ({ item })); // made here: PostgreSQL may run the unit again
    await recordEntries(tx, entries, eachAlone);
    return entries.map(answerOf);
  });
}

const unguarded: Isolate = async (_, entries, record) => {
  if (entries.length > 0) await record(entries);
};

/** Needs no savepoint: what the database refuses is the whole unit. */
async function recordLone(store: Store, item: RecordItem): Promise<RecordAnswer> {
  try {
    return await store.write(async (tx) => {
      const entry: Entry = { item };
      await recordEntries(tx, [entry], unguarded);
      return answerOf(entry);
    });
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    const entry: Entry = { item };
    refuseValue(entry, error);
    return answerOf(entry);
  }
}

async function recordEntries(tx: Tx, entries: readonly Entry[], isolate: Isolate): Promise<void> {
  const runs = new KnownRuns(tx);
  const started = ofKind(entries, "flow-run");
  await isolate(tx, started, (some) => recordFlowRuns(tx, runs, some));
  await runs.load(entries.flatMap(({ item }) => flowRunOf(item) ?? []));
  await isolate(tx, ofKind(entries, "task-run"), (some) => recordTaskRuns(tx, runs, some));
  await isolate(tx, ofKind(entries, "logs"), (some) => recordLogs(tx, runs, some));
  for (const entry of ofKind(entries, "artifact")) await isolate(tx, [entry], () => recordArtifact(tx, runs, entry));
  for (const entry of ofKind(entries, "note")) await isolate(tx, [entry], () => recordNote(tx, runs, entry));
  await mirrorStarts(tx, started);
  await recordFlowStates(tx, runs, { entries: ofKind(entries, "flow-state"), isolate });
}

/** The flow run whose attempt an item has to belong to. */
function flowRunOf(item: RecordItem): string | null | undefined {
  switch (item.kind) {
    case "flow-run":
      return undefined;
    case "flow-state":
      return item.id;
    case "logs":
      return flowRunOfLogs(item);
    case "task-run":
    case "artifact":
    case "note":
      return item.flow_run_id;
  }
}

function answerOf(entry: Entry): RecordAnswer {
  if (entry.answer === undefined) refuse(entry, "invalid", "nothing was recorded for it");
  return entry.answer!;
}
