import { ask } from "../engine/reporting/ask.ts";
import { CancelledRun } from "../errors.ts";
import { show } from "../logging/console.ts";
import { levels } from "../logging/levels.ts";
import { giveBack, type Taking } from "./take-slots.ts";

export interface Holding {
  lease: string;
  leaseSeconds: number;
  /** Stops the run where the lease is lost; otherwise it is told of it. */
  strict: boolean;
  names: readonly string[];
}

/** Slots that are held until this is disposed of. */
export type Slots = AsyncDisposable;

/** Keeps the lease of slots alive, and gives them back at the end. */
export function holdSlots({ api, line, stopper }: Taking, { lease, leaseSeconds, strict, names }: Holding): Slots {
  const renewal = setInterval(() => void renew(), leaseSeconds * 750).unref(); // at three quarters of its time
  let isOver = false;

  async function renew(): Promise<void> {
    const body = { lease_duration: leaseSeconds };
    try {
      await ask(api, `/v2/concurrency_limits/leases/${lease}/renew`, { method: "POST", body, retries: 3 });
    } catch (error) {
      if (!isOver) lost(error);
    }
  }

  function lost(error: unknown): void {
    const message = `The slots of ${names.join(", ")} may be given to others: their lease was not renewed`;
    if (strict) stopper.stop(new CancelledRun(message, { cause: error }));
    show({ level: levels.WARNING, source: "sluice", message: `${message} (${String(error)}).` });
  }

  return {
    async [Symbol.asyncDispose]() {
      isOver = true;
      clearInterval(renewal);
      try {
        await giveBack(api, lease);
      } catch (error) {
        const message = `The slots of ${names.join(", ")} could not be given back and are free when their lease ends: ${String(error)}`;
        show({ level: levels.WARNING, source: "sluice", message });
      }
      line.wake();
    },
  };
}
