import type { StoredCall, StoredCalls } from "../../schemas/record.ts";
import type { Store } from "../db/store.ts";
import { recordedResult } from "./results.ts";

export const largestPage = 5000;

/**
 * The calls of a flow run, finished or not: what a process that goes on with the run loads (the memo).
 * Pages follow the index of a run's calls, so that each costs the same however many there are; `next` is opaque.
 */
export async function storedCalls(
  store: Store,
  flowRunId: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<StoredCalls> {
  const position = after === null ? null : positionOf(after);
  const rows = await store.read((db) => {
    const query = db
      .selectFrom("task_run")
      .leftJoin("task_run_state", "task_run_state.id", "task_run.state_id")
      .select([
        "task_run.id as id",
        "task_run.name as name",
        "task_key",
        "dynamic_key",
        "identity",
        "generation",
        "digest",
        "code",
        "weak",
        "state_type",
        "state_name",
        "state_timestamp",
        "task_run_state.message as state_message",
        "task_run_state.details as state_details",
        "run_count",
        "try",
        "result_meta",
        "result",
      ])
      .where("flow_run_id", "=", flowRunId)
      .orderBy("dynamic_key")
      .orderBy("task_key")
      .limit(limit);
    if (position === null) return query.execute();
    return query
      .where(({ eb, refTuple, tuple }) => eb(refTuple("dynamic_key", "task_key"), ">", tuple(...position)))
      .execute();
  });
  const last = rows.length < limit ? undefined : rows.at(-1);
  return { calls: rows.map(storedCall), next: last === undefined ? null : cursorOf(last) };
}

type Row = Omit<
  StoredCall,
  "identity" | "state_type" | "state_name" | "state_timestamp" | "child_flow_run_id" | "result"
> & {
  identity: string | null;
  state_type: string | null;
  state_name: string | null;
  state_timestamp: number | null;
  result_meta: Parameters<typeof recordedResult>[0];
  result: string | null;
};

function storedCall({ result_meta, result, ...call }: Row): StoredCall {
  const child = call.state_details?.["child_flow_run_id"];
  return {
    ...call,
    identity: call.identity ?? "",
    child_flow_run_id: typeof child === "string" ? child : null,
    state_type: call.state_type ?? "PENDING", // defined, and nothing more
    state_name: call.state_name ?? "Pending",
    state_timestamp: call.state_timestamp ?? 0,
    result: recordedResult(result_meta, result),
  };
}

function cursorOf({ dynamic_key, task_key }: Row): string {
  return Buffer.from(JSON.stringify([dynamic_key, task_key])).toString("base64url");
}

/** A cursor that we have not made begins at the beginning. */
function positionOf(cursor: string): [string, string] | null {
  try {
    const [dynamicKey, taskKey] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    return [String(dynamicKey), String(taskKey)];
  } catch {
    return null;
  }
}
