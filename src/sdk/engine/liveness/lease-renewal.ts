// How leases are kept alive while their runs execute (engine.md L1).

import { Worker } from "node:worker_threads";
import type { FlowStateItem, LeaseAnswer } from "../../../schemas/record.ts";
import type { Api } from "../../host.ts";
import { show } from "../../logging/console.ts";
import { levels } from "../../logging/levels.ts";
import { ask } from "../reporting/ask.ts";
import { leaseSeconds } from "./owner.ts";

/** Says of a set of attempts, again and again, that they are alive. */
export interface LeaseRenewal {
  add(token: string): void;
  remove(token: string): void;
  /** Records an end in the place of an event loop that is blocked when its time comes; returns how to take it back. */
  endAt(deadline: Deadline): () => void;
}

/** The end that a run has at a time, if its own process cannot say so (engine.md L6). */
export interface Deadline {
  /** Milliseconds since the epoch. */
  at: number;
  end: FlowStateItem;
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
  return {
    add: (token) => tokens.add(token),
    remove: (token) => tokens.delete(token),
    endAt: () => () => {}, // nobody but this event loop reaches the embedded server
  };
}

/** What the thread is started with. */
export interface LeaseThreadData {
  /** Of the API. */
  url: string;
  headers: Readonly<Record<string, string>>;
  leaseSeconds: number;
}

export type ToLeaseThread =
  | { add: string }
  | { remove: string }
  | { deadline: Deadline }
  | { reached: string }
  | "here";
export type FromLeaseThread = { answer: LeaseAnswer } | { failure: string } | "are you there?";

function renewInThread(api: Api, hear: Hear): LeaseRenewal {
  const workerData: LeaseThreadData = {
    url: `${api.url}/sluice`,
    headers: api.headers ?? {},
    leaseSeconds: leaseSeconds(),
  };
  const thread = new Worker(new URL("./lease-thread-bootstrap.ts", import.meta.url), { workerData, execArgv: [] });
  const tell = (message: ToLeaseThread): void => thread.postMessage(message);
  thread.on("message", (message: FromLeaseThread) => {
    if (message === "are you there?") tell("here");
    else if ("answer" in message) hear(message.answer);
    else notRenewed(message.failure);
  });
  thread.on("error", notRenewed);
  thread.unref(); // after the listeners: one for messages holds the process
  return {
    add: (token) => tell({ add: token }),
    remove: (token) => tell({ remove: token }),
    endAt(deadline) {
      tell({ deadline });
      return () => tell({ reached: deadline.end.state.id });
    },
  };
}

function notRenewed(reason: unknown): void {
  show({ level: levels.DEBUG, source: "sluice", message: `Leases were not renewed: ${String(reason)}` });
}
