import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Store } from "../db/store.ts";
import type { ServiceHealth } from "../services/service-health.ts";
import { countOpenRuns } from "./count-open-runs.ts";
import { databaseBytes } from "./database-bytes.ts";
import { Histogram } from "./histogram.ts";
import { type Metric, prometheusText } from "./prometheus.ts";

type Fetch = (request: Request) => Promise<Response>;

const durationBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

export interface MeteredParts {
  store: Store;
  health?: ServiceHealth | undefined;
}

/** What a server measures about itself, from its start on. */
export class ServerMetrics implements Disposable {
  readonly #parts: MeteredParts;
  readonly #durations = new Histogram(durationBounds);
  readonly #lag = monitorEventLoopDelay({ resolution: 20 });

  constructor(parts: MeteredParts) {
    this.#parts = parts;
    this.#lag.enable();
  }

  /** Measures every request that goes through. */
  measuring(fetch: Fetch): Fetch {
    return async (request) => {
      const began = performance.now();
      const answer = await fetch(request);
      const labels = { method: methodOf(request), status: `${Math.floor(answer.status / 100)}xx` };
      this.#durations.observe((performance.now() - began) / 1000, labels);
      return answer;
    };
  }

  /** All of it as Prometheus reads it. */
  async text(): Promise<string> {
    const { store } = this.#parts;
    const [runs, bytes] = await Promise.all([countOpenRuns(store), databaseBytes(store)]);
    return prometheusText([
      gauge("sluice_flow_runs", "Flow runs that have not ended, by state.", runs),
      gauge("sluice_database_bytes", "Size of the database.", [{ value: bytes }]),
      {
        name: "sluice_request_duration_seconds",
        help: "How long requests took, until the answer's head.",
        type: "histogram",
        samples: this.#durations.samples(),
      },
      ...this.#serviceMetrics(),
      ...this.#processMetrics(),
    ]);
  }

  [Symbol.dispose](): void {
    this.#lag.disable();
  }

  #serviceMetrics(): Metric[] {
    const { health } = this.#parts;
    if (health === undefined) return [];
    const unwell = new Set(health.unwell().map(({ service }) => service));
    const services = [...health.turns()].map(([service, turns]) => ({ labels: { service }, ...turns }));
    const counter = (name: string, help: string, key: "turns" | "failures" | "changed"): Metric => ({
      name: `sluice_service_${name}_total`,
      help,
      type: "counter",
      samples: services.map((service) => ({ labels: service.labels, value: service[key] })),
    });
    return [
      counter("turns", "Turns of background services.", "turns"),
      counter("failures", "Turns that failed.", "failures"),
      counter("changes", "What the turns have changed.", "changed"),
      gauge(
        "sluice_service_unwell",
        "1 for a service whose last turn failed or does not end.",
        services.map(({ labels }) => ({ labels, value: unwell.has(labels.service) ? 1 : 0 })),
      ),
    ];
  }

  #processMetrics(): Metric[] {
    const nanos = 1e9;
    const lag = [
      { labels: { quantile: "0.5" }, value: this.#lag.percentile(50) / nanos },
      { labels: { quantile: "0.99" }, value: this.#lag.percentile(99) / nanos },
    ];
    this.#lag.reset();
    const memory = [{ value: process.memoryUsage.rss() }];
    return [
      gauge("sluice_event_loop_lag_seconds", "How late timers are, since the last time that somebody asked.", lag),
      gauge("process_resident_memory_bytes", "Memory of the process.", memory),
    ];
  }
}

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** A method that nobody knows is not a label of its own: their number must have a bound. */
function methodOf({ method }: Request): string {
  return methods.has(method) ? method : "other";
}

function gauge(name: string, help: string, samples: Metric["samples"]): Metric {
  return { name, help, type: "gauge", samples };
}
