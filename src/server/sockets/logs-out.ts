import type { Micros } from "../../lib/clock.ts";
import { firstIdAt } from "../../lib/time-ordered-id.ts";
import { LogFilter } from "../../schemas/filters/log-filter.ts";
import { logOnWire } from "../api/runs/logs.ts";
import { logsSince } from "../db/runs/logs.ts";
import type { SocketParts } from "./doors.ts";
import { readFilter } from "./read-filter.ts";
import type { Socket } from "./socket.ts";
import { woken } from "./woken.ts";

/** How long after it was given its id a line may be committed. */
const lateness: Micros = 30_000_000;
const largestPart = 1000;

/** Sends the log lines that match a filter as they are written. */
export async function sendLogsTo(socket: Socket, { store, clock }: SocketParts): Promise<void> {
  const asked = await readFilter(socket, LogFilter());
  if (asked === undefined) return;
  const start = clock.now();
  let sent = new Set<string>();
  for await (const _ of woken({ store, topics: ["log"], everyMs: 5_000, pauseMs: 50, signal: socket.closed })) {
    let firstId = firstIdAt(Math.max(start, clock.now() - lateness));
    const found = new Set<string>();
    for (;;) {
      const logs = await logsSince(store, asked.filter, { firstId, limit: largestPart });
      for (const log of logs) {
        found.add(log.id);
        if (!sent.has(log.id)) await socket.send({ type: "log", log: logOnWire(log) });
      }
      if (logs.length < largestPart || logs.at(-1)!.id === firstId) break;
      firstId = logs.at(-1)!.id; // found again, and not sent again
      for (const id of found) sent.add(id);
    }
    sent = found; // what is not found any more cannot be sent again
  }
}
