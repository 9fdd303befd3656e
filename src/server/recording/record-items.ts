import { type RecordAnswer, RecordItem } from "../../schemas/record.ts";
import type { Store } from "../db/store.ts";
import { recordBatch } from "./record-batch.ts";

/** Records what of a batch fits the schema, and refuses the rest item by item; answers in the order of the items. */
export async function recordItems(store: Store, items: readonly unknown[]): Promise<RecordAnswer[]> {
  const schema = RecordItem();
  const parsed = items.map((item) => schema.safeParse(item));
  const fitting = parsed.flatMap((result) => (result.success ? [result.data] : []));
  const answers = fitting.length === 0 ? [] : await recordBatch(store, fitting);
  let next = 0;
  return parsed.map((result, at) => (result.success ? answers[next++]! : malformed(items[at], result.error.issues)));
}

function malformed(item: unknown, issues: readonly { path: PropertyKey[]; message: string }[]): RecordAnswer {
  const reason = issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`).join("; ");
  return { n: numberOf(item), status: "refused", code: "invalid", reason };
}

/** The item's own number, so that its sender finds the answer; -1 when it has none. */
function numberOf(item: unknown): number {
  const hasNumber = typeof item === "object" && item !== null && "n" in item && typeof item.n === "number";
  return hasNumber ? (item as { n: number }).n : -1;
}
