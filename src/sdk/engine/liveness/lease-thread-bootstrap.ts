// A thread of its own: it goes on renewing while the event loop of the flows is blocked, and says of runs whose time is
// up meanwhile that they have ended (engine.md L1, L6). It loads nothing but this file.

import { parentPort, workerData } from "node:worker_threads";
import type { LeaseAnswer } from "../../../schemas/record.ts";
import type { Deadline, FromLeaseThread, LeaseThreadData, ToLeaseThread } from "./lease-renewal.ts";

const { url, headers, leaseSeconds } = workerData as LeaseThreadData;
const everyMs = (leaseSeconds * 1000) / 3;
const tokens = new Set<string>();

/** By the ids of the states that end the runs. */
const deadlines = new Map<string, NodeJS.Timeout>();
let lastHeard = Date.now();

parentPort?.on("message", (message: ToLeaseThread) => {
  lastHeard = Date.now();
  if (message === "here") return;
  if ("add" in message) tokens.add(message.add);
  else if ("remove" in message) remove(message.remove);
  else if ("deadline" in message) watch(message.deadline);
  else forget(message.reached);
});

setInterval(() => void renew(), everyMs);

async function renew(): Promise<void> {
  if (tokens.size === 0) return;
  try {
    const answer = (await post("leases", { attempts: [...tokens], lease_seconds: leaseSeconds })) as LeaseAnswer;
    tell({ answer });
    for (const run of answer.cancelling) if (!deadlines.has(run.attempt)) watch(cancellation(run));
  } catch (error) {
    tell({ failure: String(error) });
  }
}

/** A run that was asked to stop gets its grace period, and this time to record what became of it. */
const cancelsWithinMs = 10_000;

/** Its state has the id of the attempt: there is one for each. */
function cancellation({ attempt, flow_run_id }: LeaseAnswer["cancelling"][number]): Deadline {
  const at = Date.now() + cancelsWithinMs;
  const state = { id: attempt, type: "CANCELLED", name: "Cancelled", timestamp: at * 1000 } as const;
  const message = "Cancelled from outside.";
  return { at, end: { kind: "flow-state", n: 1, attempt, id: flow_run_id, state: { ...state, message } } };
}

const longestTimer = 2 ** 31 - 1;
/** An event loop that is free answers within this time. */
const answersWithinMs = 1_000;

function watch(deadline: Deadline): void {
  const left = Math.min(Math.max(deadline.at - Date.now(), 0), longestTimer);
  deadlines.set(
    deadline.end.state.id,
    setTimeout(() => ask(deadline), left),
  );
}

/** Whoever answers ends its run itself. */
function ask(deadline: Deadline): void {
  const heardBefore = lastHeard;
  tell("are you there?");
  const unanswered = (): void => {
    if (lastHeard === heardBefore) void end(deadline, heardBefore);
  };
  deadlines.set(deadline.end.state.id, setTimeout(unanswered, answersWithinMs));
}

async function end({ end: item }: Deadline, heardAt: number): Promise<void> {
  const since = new Date(heardAt).toISOString();
  const message = `${item.state.message} (event loop blocked; last heard of at ${since})`;
  try {
    await post("record", { items: [{ ...item, state: { ...item.state, message } }] });
  } catch (error) {
    tell({ failure: String(error) });
  }
}

function remove(token: string): void {
  tokens.delete(token);
  forget(token);
}

function forget(stateId: string): void {
  clearTimeout(deadlines.get(stateId));
  deadlines.delete(stateId);
}

async function post(route: "leases" | "record", body: unknown): Promise<unknown> {
  const response = await fetch(`${url}/${route}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(everyMs),
  });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return await response.json();
}

function tell(message: FromLeaseThread): void {
  parentPort?.postMessage(message);
}
