import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { holdService, leaveServices } from "../db/service-leases.ts";
import type { Store } from "../db/store.ts";
import type { ServiceHealth } from "./service-health.ts";

// Invariants (engine.md S3)
//   V1. Of all processes on one database one runs a service at a time; when it is gone or frozen, another goes on.
//   V2. A turn that fails is reported and does not end the loop.
//   V3. After disposal no turn runs, and the services are free for others.

/** A background loop: what one turn does, and how often. */
export type Service = {
  readonly name: string;
  readonly everySeconds: number;
  /** Returns how many things it changed. */
  run(store: Store, clock: Clock): Promise<number>;
};

export type ServicesOptions = {
  clock: Clock;
  services: readonly Service[];
  /** Told of a turn that failed. */
  onError: (error: unknown, service: Service) => void;
  /** Keeps how each service is doing. */
  health?: ServiceHealth;
  /** Resolves after a time, or at once when the signal is aborted. Default: a timer that keeps no process alive. */
  sleep?: (seconds: number, signal: AbortSignal) => Promise<void>;
};

/** Runs background services until it is disposed of. */
export function runServices(store: Store, options: ServicesOptions): AsyncDisposable {
  const holder = uuidv7();
  const stop = new AbortController();
  const loops = options.services.map((service) => runLoop(store, { service, holder, signal: stop.signal, ...options }));
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(loops);
      await store.write((tx) => leaveServices(tx, holder));
    },
  };
}

type Loop = ServicesOptions & { service: Service; holder: string; signal: AbortSignal };

async function runLoop(store: Store, loop: Loop): Promise<void> {
  const { service, signal, onError, health, sleep = sleepUnlessAborted } = loop;
  while (!signal.aborted) {
    try {
      health?.began(service);
      const changed = await takeTurn(store, loop);
      health?.ended(service, changed);
    } catch (error) {
      health?.failed(service, error);
      onError(error, service);
    }
    await sleep(service.everySeconds, signal);
  }
}

/** One turn, if the service is ours; returns what it changed. */
async function takeTurn(store: Store, { service, holder, clock }: Loop): Promise<number> {
  const seconds = Math.max(15, 3 * service.everySeconds); // a turn may be late: two missed ones lose the service
  const isOurs = await store.write((tx) => holdService(tx, service.name, { holder, seconds }));
  return isOurs ? service.run(store, clock) : 0;
}

async function sleepUnlessAborted(seconds: number, signal: AbortSignal): Promise<void> {
  await delay(seconds * 1000, undefined, { signal, ref: false }).catch(() => {}); // aborted: the loop looks at the signal
}
