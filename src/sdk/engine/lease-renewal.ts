// How leases are kept alive while their runs execute (engine.md L1).

import { Worker } from "node:worker_threads";
import type { LeaseAnswer } from "../../schemas/record.ts";
import type { Api } from "../host.ts";
import { show } from "../logging/console.ts";
import { levels } from "../logging/levels.ts";
import { ask } from "./ask.ts";
import { leaseSeconds } from "./owner.ts";

/** Says of a set of attempts, again and again, that they are alive. */
export interface LeaseRenewal {
  add(token: string): void;
  remove(token: string): void;
}

export type Hear = (answer: LeaseAnswer) => void;

/**
 * Over HTTP a thread renews, so that code which blocks the event loop costs no lease. The embedded server needs none:
 * whoever sweeps the database sees on this machine that the process lives.
 */
export function renewLeases(api: Api, hear: Hear): LeaseRenewal {
  return api.kind === "http" ? renewInThread(api, hear) : renewHere(api, hear);
}

function renewHere(api: Api, hear: Hear): LeaseRenewal {
  const tokens = new Set<string>();
  const renew = async (): Promise<void> => {
    if (tokens.size === 0) return;
    const body = { attempts: [...tokens], lease_seconds: leaseSeconds() };
    try {
      hear(await ask<LeaseAnswer>(api, "/sluice/leases", { method: "POST", body, retries: 0 }));
    } catch (error) {
      notRenewed(error); // the lease has two more chances before it ends
    }
  };
  setInterval(() => void renew(), (leaseSeconds() * 1000) / 3).unref();
  return { add: (token) => tokens.add(token), remove: (token) => tokens.delete(token) };
}

/** What the thread is started with. */
export interface LeaseThreadData {
  url: string;
  headers: Readonly<Record<string, string>>;
  leaseSeconds: number;
}

export type ToLeaseThread = { add: string } | { remove: string };
export type FromLeaseThread = { answer: LeaseAnswer } | { failure: string };

function renewInThread(api: Api, hear: Hear): LeaseRenewal {
  const workerData: LeaseThreadData = {
    url: `${api.url}/sluice/leases`,
    headers: api.headers ?? {},
    leaseSeconds: leaseSeconds(),
  };
  const thread = new Worker(new URL("./lease-thread-bootstrap.ts", import.meta.url), { workerData, execArgv: [] });
  thread.on("message", (message: FromLeaseThread) =>
    "answer" in message ? hear(message.answer) : notRenewed(message.failure),
  );
  thread.on("error", notRenewed);
  thread.unref(); // after the listeners: one for messages holds the process
  const tell = (message: ToLeaseThread): void => thread.postMessage(message);
  return { add: (token) => tell({ add: token }), remove: (token) => tell({ remove: token }) };
}

function notRenewed(reason: unknown): void {
  show({ level: levels.DEBUG, source: "sluice", message: `Leases were not renewed: ${String(reason)}` });
}
