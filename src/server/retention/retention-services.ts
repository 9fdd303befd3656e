import type { Clock, Micros } from "../../lib/clock.ts";
import type { Store } from "../db/store.ts";
import type { Service } from "../services/run-services.ts";
import { deleteOldFlowRuns } from "./delete-old-flow-runs.ts";
import { deleteOldAudit, deleteOldBackgroundTasks, deleteOldEvents } from "./delete-old-rows.ts";
import { giveBackSpace } from "./give-back-space.ts";

/** For how many days things are kept; 0 is for ever. */
export interface Retention {
  flowRunsDays: number;
  eventsDays: number;
  auditDays: number;
}

const everySeconds = 300;
const dayMicros: Micros = 24 * 3600 * 1_000_000;

/** The background loops that delete what is old (engine.md S8). */
export function retentionServices({ flowRunsDays, eventsDays, auditDays }: Retention): Service[] {
  return [
    deleting("delete-old-runs", flowRunsDays, async (store, before) => {
      return (await deleteOldFlowRuns(store, before)) + (await deleteOldBackgroundTasks(store, before));
    }),
    deleting("delete-old-events", eventsDays, deleteOldEvents),
    deleting("delete-old-audit", auditDays, deleteOldAudit),
    { name: "give-back-space", everySeconds, run: giveBackSpace },
  ];
}

function deleting(name: string, days: number, remove: (store: Store, before: Micros) => Promise<number>): Service {
  const run = async (store: Store, clock: Clock): Promise<number> =>
    days === 0 ? 0 : await remove(store, clock.now() - Math.round(days * dayMicros));
  return { name, everySeconds, run };
}
