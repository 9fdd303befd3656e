import { closeLateComers } from "./close-late-comers.ts";
import { endOverdueCancellations } from "./end-overdue-cancellations.ts";
import { failExpiredPauses } from "./fail-expired-pauses.ts";
import { markLateRuns } from "./mark-late-runs.ts";
import type { Service } from "./run-services.ts";
import { sweepTaskWorkers } from "../background/give-back-tasks.ts";
import { sweepLeases } from "./sweep-leases.ts";

/** The background loops that act on runs. Source of the intervals: Prefect's defaults; the sweep is ours. */
export const servicesForRuns: readonly Service[] = [
  { name: "sweep-leases", everySeconds: 5, run: sweepLeases },
  sweepTaskWorkers,
  { name: "mark-late-runs", everySeconds: 5, run: markLateRuns },
  { name: "fail-expired-pauses", everySeconds: 5, run: failExpiredPauses },
  { name: "end-overdue-cancellations", everySeconds: 20, run: endOverdueCancellations },
  { name: "close-late-comers", everySeconds: 20, run: closeLateComers },
];
