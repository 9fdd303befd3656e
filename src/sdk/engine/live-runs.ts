// The flow runs that this process executes, and the leases that say so (engine.md L1, L3).

import type { LeaseAnswer } from "../../schemas/record.ts";
import { levels } from "../logging/levels.ts";
import { show } from "../logging/console.ts";
import { ask } from "./ask.ts";
import type { FlowLedger } from "./flow-ledger.ts";
import { leaseSeconds } from "./owner.ts";
import { openedConnection } from "./process.ts";

export interface LiveRun {
  /** Another attempt has taken over: end, and record nothing. */
  stop(reason: string): void;
  /** Somebody asks for the run to be cancelled. */
  cancel(reason: string): void;
  /** The process is about to end: record that it crashed. */
  crash(message: string): void;
}

const live = new Map<FlowLedger, LiveRun>();
let timer: NodeJS.Timeout | undefined;

export function enlist(ledger: FlowLedger, run: LiveRun): void {
  live.set(ledger, run);
  ledger.recorder.onSuperseded(ledger.token, (reason) => run.stop(reason));
  timer ??= setInterval(() => void renew(), (leaseSeconds * 1000) / 3).unref();
}

export function leave(ledger: FlowLedger): void {
  live.delete(ledger);
  ledger.recorder.forget(ledger.token);
  if (live.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}

export function liveRuns(): IterableIterator<[FlowLedger, LiveRun]> {
  return live.entries();
}

/** Renews the leases of all runs at once, and hears what is asked of them. */
async function renew(): Promise<void> {
  const connection = openedConnection();
  if (connection === undefined) return;
  const tokens = new Map([...live].map(([ledger, run]) => [ledger.token, run]));
  try {
    const body = { attempts: [...tokens.keys()], lease_seconds: leaseSeconds };
    const answer = await ask<LeaseAnswer>(connection.api, "/sluice/leases", { method: "POST", body, retries: 0 });
    for (const token of answer.superseded) tokens.get(token)?.stop("Another process has taken this run over.");
    for (const { attempt } of answer.cancelling) tokens.get(attempt)?.cancel("Cancelled from outside.");
  } catch (error) {
    // The lease has two more chances before it ends; the recorder says when the server is away.
    show({ level: levels.DEBUG, source: "sluice", message: `Leases were not renewed: ${String(error)}` });
  }
}
