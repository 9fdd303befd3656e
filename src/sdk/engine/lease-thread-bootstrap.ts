// A thread of its own: it goes on renewing while the event loop of the flows is blocked. It loads nothing but this file.

import { parentPort, workerData } from "node:worker_threads";
import type { FromLeaseThread, LeaseThreadData, ToLeaseThread } from "./lease-renewal.ts";

const { url, headers, leaseSeconds } = workerData as LeaseThreadData;
const everyMs = (leaseSeconds * 1000) / 3;
const tokens = new Set<string>();

parentPort?.on("message", (message: ToLeaseThread) => {
  if ("add" in message) tokens.add(message.add);
  else tokens.delete(message.remove);
});

setInterval(() => void renew(), everyMs);

async function renew(): Promise<void> {
  if (tokens.size === 0) return;
  try {
    tell({ answer: await post() });
  } catch (error) {
    tell({ failure: String(error) });
  }
}

async function post(): Promise<never> {
  const body = JSON.stringify({ attempts: [...tokens], lease_seconds: leaseSeconds });
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
    signal: AbortSignal.timeout(everyMs),
  });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return (await response.json()) as never;
}

function tell(message: FromLeaseThread): void {
  parentPort?.postMessage(message);
}
