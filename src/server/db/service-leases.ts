import type { Micros } from "../../lib/clock.ts";
import { statement } from "./statement.ts";
import type { Tx } from "./store.ts";

/**
 * Takes or renews the right to run a background service (engine.md S3); false while somebody else has it.
 * It is a row and not a lock of a session: a frozen owner loses it, and it works behind a connection pooler.
 */
export async function holdService(tx: Tx, name: string, { holder, seconds }: ServiceLease): Promise<boolean> {
  const expires: Micros = tx.now + Math.round(seconds * 1_000_000);
  return (await tx.run(hold, [name, holder, expires, holder, tx.now])) > 0;
}

export type ServiceLease = { holder: string; seconds: number };

/** Gives up all services of a holder, so that the next one need not wait. */
export async function leaveServices(tx: Tx, holder: string): Promise<void> {
  await tx.run(leave, [holder]);
}

const hold = statement(
  "hold-service",
  "INSERT INTO service (name, holder, expires) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE " +
    "SET holder = excluded.holder, expires = excluded.expires WHERE service.holder = ? OR service.expires <= ?",
  ["name", "holder", "expires", "holder", "expires"],
);
const leave = statement("leave-services", "DELETE FROM service WHERE holder = ?", ["holder"]);
