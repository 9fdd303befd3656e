import { findForUpdate } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import { type Entry, refuse } from "./entry.ts";

/** What the recorder has to know of a flow run to judge the items of its calls. */
export interface KnownRun {
  id: string;
  attempt_token: string | null;
  run_count: number;
  deployment_id: string | null;
  parent_task_run_id: string | null;
}

const findRuns = findForUpdate("find-flow-runs", "flow_run", [
  "id",
  "attempt_token",
  "run_count",
  "deployment_id",
  "parent_task_run_id",
]);

/** The flow runs of one batch: each is read, and in PostgreSQL locked, once. */
export class KnownRuns {
  readonly #runs = new Map<string, KnownRun>();
  readonly #tx: Tx;

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  async load(ids: Iterable<string>): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#runs.has(id));
    if (unknown.length === 0) return;
    for (const run of await this.#tx.findRows<KnownRun>(findRuns, unknown)) this.#runs.set(run.id, run);
  }

  add(run: KnownRun): void {
    this.#runs.set(run.id, run);
  }

  get(id: string): KnownRun | undefined {
    return this.#runs.get(id);
  }

  /**
   * Whether the entry's attempt may write to the run; refuses the entry otherwise (engine.md L3).
   * Without a token the writer is no attempt of ours, and Prefect's own rules apply.
   */
  admit(entry: Entry, flowRunId: string | null | undefined): boolean {
    const token = entry.item.attempt;
    if (flowRunId === null || flowRunId === undefined) return true;
    const run = this.#runs.get(flowRunId);
    if (run === undefined) return refuseMissing(entry, flowRunId);
    if (token === null || token === undefined || sameToken(token, run.attempt_token)) return true;
    refuse(entry, "superseded", `another attempt has taken over the flow run ${flowRunId}; this one must stop`);
    return false;
  }
}

function refuseMissing(entry: Entry, flowRunId: string): boolean {
  refuse(entry, "missing", `there is no flow run ${flowRunId}; it may have been deleted`);
  return false;
}

export function sameToken(token: string, current: string | null): boolean {
  return token === current || token.toLowerCase() === current;
}
