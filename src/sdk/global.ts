import { AsyncLocalStorage } from "node:async_hooks";
import type { RunContext } from "./context.ts";
import type { Host } from "./host.ts";
import type { Registration } from "./definitions/registry.ts";

/** What all copies of the package in one process share (engine.md T3). */
export interface Shared {
  context: AsyncLocalStorage<RunContext>;
  /** Flows and tasks by the module that defined them (engine.md T1). */
  registry: Map<string, Registration>;
  host: Host | undefined;
  /** Set while a worker loads a module: a flow that is called then is a main module without a guard. */
  loading: string | undefined;
}

const key = Symbol.for("sluice/1");
const root = globalThis as { [key]?: Shared };

export const shared: Shared = (root[key] ??= {
  context: new AsyncLocalStorage<RunContext>(),
  registry: new Map(),
  host: undefined,
  loading: undefined,
});
