import type { Clock, Micros } from "../../lib/clock.ts";
import type { Service } from "./run-services.ts";

/** A service that does not do what it should. */
export interface Unwell {
  service: string;
  /** What is wrong, for people. */
  reason: string;
}

export interface ServiceTurns {
  readonly turns: number;
  readonly failures: number;
  /** How many things its turns have changed. */
  readonly changed: number;
}

interface Record extends ServiceTurns {
  began?: Micros | undefined;
  failedWith?: string | undefined;
}

/** How the services of this process are doing. */
export class ServiceHealth {
  readonly #clock: Clock;
  readonly #records = new Map<Service, Record>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  began(service: Service): void {
    this.#change(service, { began: this.#clock.now() });
  }

  ended(service: Service, changed: number): void {
    const { turns, changed: before } = this.#recordOf(service);
    this.#change(service, { began: undefined, failedWith: undefined, turns: turns + 1, changed: before + changed });
  }

  failed(service: Service, error: unknown): void {
    const { turns, failures } = this.#recordOf(service);
    const failedWith = error instanceof Error ? error.message : String(error);
    this.#change(service, { began: undefined, failedWith, turns: turns + 1, failures: failures + 1 });
  }

  unwell(): Unwell[] {
    return [...this.#records].flatMap(([service, record]) => {
      const reason = this.#reasonOf(service, record);
      return reason === undefined ? [] : [{ service: service.name, reason }];
    });
  }

  turns(): ReadonlyMap<string, ServiceTurns> {
    return new Map([...this.#records].map(([{ name }, record]) => [name, record]));
  }

  #reasonOf({ everySeconds }: Service, { began, failedWith }: Record): string | undefined {
    const seconds = began === undefined ? 0 : (this.#clock.now() - began) / 1_000_000;
    if (seconds > Math.max(60, 3 * everySeconds)) return `its turn has taken ${Math.round(seconds)} s so far`;
    return failedWith === undefined ? undefined : `its last turn failed: ${failedWith}`;
  }

  #recordOf(service: Service): Record {
    return this.#records.get(service) ?? { turns: 0, failures: 0, changed: 0 };
  }

  #change(service: Service, change: Partial<Record>): void {
    this.#records.set(service, { ...this.#recordOf(service), ...change });
  }
}
