import { call } from "../../server/api.ts";
import type { LogOwner } from "./log-question.ts";
import { levelNumber } from "./log-level.ts";
import { criteriaOf } from "./ask-lines.ts";

const linesBefore = 8;

/** The first line of level error, and the time of what was said shortly before it. */
export async function contextOfFirstError(of: LogOwner): Promise<{ id: string; from: string } | undefined> {
  const logs = { ...criteriaOf({ of }), level: { ge_: levelNumber("ERROR") } };
  const [error] = await call("POST /logs/filter", { body: { logs, sort: "TIMESTAMP_ASC", limit: 1 } });
  if (error === undefined) return undefined;
  const before = { ...criteriaOf({ of }), timestamp: { before_: error.timestamp } };
  const lines = await call("POST /logs/filter", { body: { logs: before, sort: "TIMESTAMP_DESC", limit: linesBefore } });
  return { id: error.id, from: lines.at(-1)?.timestamp ?? error.timestamp };
}
