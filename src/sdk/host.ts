import type { JsonObject } from "../lib/json.ts";
import { shared } from "./global.ts";
import { ConfigurationError } from "./errors.ts";
import type { FlowDeployment, ServeOptions } from "./deployments/deployment-options.ts";
import type { DeployOptions } from "./deployments/deploy-options.ts";
import type { EntrypointLoader } from "./entrypoints/entrypoints.ts";
import type { Source } from "./deployments/source.ts";
import type { Flow } from "./flow.ts";
import type { ServeTasksOptions } from "./background/background-options.ts";
import type { FlowDefinition } from "./definitions/flow-definition.ts";
import type { TaskDefinition } from "./definitions/task-definition.ts";
import type { ResultStorage } from "./results/result-storage.ts";

/** A server that the SDK can reach: over HTTP, or in this process. */
export interface Api {
  /** `…/api`, without a slash at its end. */
  readonly url: string;
  readonly kind: "embedded" | "http";
  /** What each request carries, for a thread that speaks to the server by itself. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The folder for what could not be delivered before a process ended (engine.md R4); without one that is lost. */
  readonly spool?: string;
  /** Settles the runs whose processes are gone, where no server does it all the time (engine.md S3). */
  sweep?(): Promise<unknown>;
  /** Runs what a server does in the background, where no server does. */
  runServices?(): AsyncDisposable;
  fetch(request: Request): Promise<Response>;
}

/** What the SDK needs from the floors above it; the front door installs it (engine.md T4). */
export interface Host {
  openApi(): Promise<Api>;
  /** Where results go that are too large for the store. */
  openResultStorage(): Promise<ResultStorage>;
  /** Hashes secrets and encrypts results (engine.md M3); the same in every process that shares runs. */
  secretKey(): string;
  /** Executes background runs of tasks, by their keys, until it is told to stop. */
  serveTasks?(tasks: ReadonlyMap<string, TaskDefinition>, options: ServeTasksOptions): Promise<void>;
  /** Executes the runs of deployments until it is told to stop. */
  serve?(deployments: readonly FlowDeployment[], options: ServeOptions): Promise<void>;
  /** Creates deployments whose runs workers execute; their ids. */
  deploy?(deployments: readonly FlowDeployment[], options: DeployOptions): Promise<string[]>;
  /** The JSON Schema of a flow's parameters, by its types where it has no schema of its own. */
  parameterSchema?(definition: FlowDefinition): Promise<JsonObject>;
  /** Finds flows in files. */
  entrypoints?(): Promise<EntrypointLoader>;
  /** Fetches code and loads a flow from it. */
  flowFromSource?(source: Source, entrypoint: string): Promise<Flow>;
}

export function installHost(host: Host): void {
  shared.host ??= host;
}

export function host(): Host {
  if (shared.host === undefined)
    throw new ConfigurationError('No server is wired up: import from "sluice", not from one of its files.');
  return shared.host;
}
