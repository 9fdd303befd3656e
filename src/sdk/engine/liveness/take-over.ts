import { uuidv7 } from "../../../lib/uuid.ts";
import type { AttemptAnswer, AttemptRequest, StoredCall, StoredCalls } from "../../../schemas/record.ts";
import type { Api } from "../../host.ts";
import { ask } from "../reporting/ask.ts";
import { Memo } from "../calls/memo.ts";
import { leaseSeconds, thisOwner } from "./owner.ts";

/** A run that this process goes on with. */
export interface TakenRun extends AttemptAnswer {
  token: string;
  memo: Memo;
}

export interface TakeOverOptions {
  cause: AttemptRequest["cause"];
  /** Also while a process on another host holds it. Default false. */
  force?: boolean;
  /** Waits for a server that is away: a run is under way. Default false. */
  isPatient?: boolean;
  /** The token with which the run was claimed for this process. Default: a new one. */
  token?: string | undefined;
  flow?: AttemptRequest["flow"];
}

/**
 * Makes this process the one that may write a run, and loads what its earlier attempts left (engine.md R2).
 *
 * @throws {HttpStatusError} 404 there is no such run · 409 it has completed, or another process holds it
 */
export async function takeOver(api: Api, flowRunId: string, options: TakeOverOptions): Promise<TakenRun> {
  const token = options.token ?? uuidv7();
  const request: AttemptRequest = {
    token,
    owner: thisOwner(),
    lease_seconds: leaseSeconds(),
    force: options.force ?? false,
    cause: options.cause,
    flow: options.flow,
  };
  const answer = await ask<AttemptAnswer>(api, `/sluice/flow_runs/${flowRunId}/attempts`, {
    method: "POST",
    body: request,
    isPatient: options.isPatient ?? false,
  });
  const memo = answer.run_count === 0 ? new Memo([]) : await loadMemo(api, flowRunId); // what never ran has no calls
  return { ...answer, token, memo };
}

export async function loadMemo(api: Api, flowRunId: string): Promise<Memo> {
  return new Memo(await loadCalls(api, flowRunId));
}

/** The calls that earlier attempts of a run left. */
export async function loadCalls(api: Api, flowRunId: string): Promise<StoredCall[]> {
  const calls: StoredCall[] = [];
  for (let after: string | null = ""; after !== null;) {
    const query: string = after === "" ? "" : `?after=${encodeURIComponent(after)}`;
    const page: StoredCalls = await ask<StoredCalls>(api, `/sluice/flow_runs/${flowRunId}/calls${query}`, {
      isPatient: true,
    });
    calls.push(...page.calls);
    after = page.next;
  }
  return calls;
}
