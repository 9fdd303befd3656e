// What happened outside of Sluice, in a file that survives any kill: how often each call ran, and what was reported.

import { appendFileSync } from "node:fs";
import { runtime } from "../../../src/index.ts";
import { killPoint } from "./kill-points.ts";

/** The side effect of a task's body: one line; the process may die before it, after it, and at the body's end. */
export function effect(): void {
  killPoint();
  write("started", runtime.taskRun.id);
  killPoint();
}

/** Waits for a call as a flow does, and notes that its completion was reported. */
export async function reported<T>(call: Promise<T> & { readonly id: string }): Promise<T> {
  const value = await call;
  write("reported", call.id);
  killPoint();
  return value;
}

function write(what: "started" | "reported", callId: string | null): void {
  const file = process.env["CHAOS_JOURNAL"];
  if (file !== undefined) appendFileSync(file, `${what} ${callId}\n`);
}
