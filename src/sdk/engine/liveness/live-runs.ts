// The flow runs that this process executes: their leases, what is asked of them from outside, and what becomes of them
// when the process ends (engine.md L1, L3, R4).
//
// Invariants
//   V1. A lease is renewed from the moment the store knows the run until its final state is accepted: a token that it
//       does not know is answered as superseded.

import type { LeaseAnswer } from "../../../schemas/record.ts";
import type { Api } from "../../host.ts";
import type { FlowLedger } from "../flows/flow-ledger.ts";
import { type Deadline, type LeaseRenewal, renewLeases } from "./lease-renewal.ts";
import { type Connection, spoolUnanswered } from "../reporting/process.ts";
import { exitMessage, watchProcessEnd } from "./process-end.ts";

export interface LiveRun {
  /** Another attempt has taken over: end, and record nothing. */
  stop(reason: string): void;
  /** Somebody asks for the run to be cancelled. */
  cancel(reason: string): void;
  /** The process is about to end: record that the run crashed, as the last word of this attempt. */
  crash(message: string): Promise<void>;
}

const live = new Map<FlowLedger, LiveRun>();
const renewals = new WeakMap<Api, LeaseRenewal>();
let unwatch: (() => void) | undefined;

export function enlist(ledger: FlowLedger, run: LiveRun, connection: Connection): void {
  live.set(ledger, run);
  ledger.recorder.onSuperseded(ledger.token, (reason) => run.stop(reason));
  const renewal = renewalOver(connection.api);
  ledger.onHolding((isHolding) => (isHolding ? renewal.add(ledger.token) : renewal.remove(ledger.token)));
  unwatch ??= watchProcessEnd({ crash: crashAndStopAll, spool: spoolUnanswered });
}

/** What the store is told at a time at which this process may be unable to; returns how to take it back. */
export function endAt(connection: Connection, deadline: Deadline): () => void {
  return renewalOver(connection.api).endAt(deadline);
}

export function leave(ledger: FlowLedger): void {
  live.delete(ledger);
  ledger.recorder.forget(ledger.token);
  ledger.release();
  if (live.size > 0) return;
  unwatch?.();
  unwatch = undefined;
}

function renewalOver(api: Api): LeaseRenewal {
  let renewal = renewals.get(api);
  if (renewal === undefined) renewals.set(api, (renewal = renewLeases(api, hear)));
  return renewal;
}

function hear(answer: LeaseAnswer): void {
  const runs = new Map([...live].filter(([ledger]) => ledger.isHolding).map(([ledger, run]) => [ledger.token, run]));
  for (const token of answer.superseded) runs.get(token)?.stop("Another process has taken this run over.");
  for (const { attempt } of answer.cancelling) runs.get(attempt)?.cancel("Cancelled from outside.");
}

/** Gets ready for a first run that is to come: the thread that renews leases takes as long to start as a short flow. */
export function prepareForRuns(api: Api): void {
  renewalOver(api);
}

/** Cancels what this process executes; children end with their parents. */
export function cancelLiveRuns(reason: string): void {
  for (const [ledger, run] of live) if (ledger.isHolding) run.cancel(reason);
}

function crashAll(message: string): Promise<unknown> {
  return Promise.allSettled([...live.values()].map((run) => run.crash(message)));
}

/** What is left of the process's life is for the records and hooks: the bodies get the abort signal. */
async function crashAndStopAll(message: string): Promise<void> {
  const runs = [...live.values()];
  const crashed = crashAll(message);
  for (const run of runs) run.stop(message);
  await crashed;
}

process.once("exit", (code) => {
  if (live.size > 0) void crashAll(exitMessage(code)); // what it records at once is what the spool gets
  spoolUnanswered();
});
