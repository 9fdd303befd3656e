import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type brand, hasBrand } from "./brand.ts";
import type { CallResult, Inputs, MapInputs, ResultOf } from "./definitions/call-types.ts";
import { definitionOf, expectKind, type Held, makerOf, receiverKey } from "./definitions/callable.ts";
import type { AnyFunction } from "./definitions/definition.ts";
import { runFlowGenerator } from "./engine/calls/generator-run.ts";
import { startFlow } from "./engine/flows/start-flow.ts";
import { defineFlow, type FlowDefinition, redefineFlow } from "./definitions/flow-definition.ts";
import type { FlowCallOptions, FlowHook, FlowOptions } from "./definitions/flow-options.ts";
import type { Future, FutureList } from "./future.ts";
import type { DeploymentOptions, FlowDeployment, FlowServeOptions } from "./deployments/deployment-options.ts";
import type { FlowDeployOptions } from "./deployments/deploy-options.ts";
import { deploy } from "./deployments/deploy.ts";
import { flowFromSource } from "./deployments/flow-from-source.ts";
import { serveDeployments } from "./deployments/serve.ts";
import { toDeployment } from "./deployments/to-deployment.ts";
import type { MethodContext } from "./definitions/method.ts";
import type { Drawing } from "./visualize/drawing.ts";
import type { FlowPicture } from "./visualize/flow-picture.ts";

/** A function whose runs are recorded and resumed, with tasks and other flows in it. */
export interface Flow<A extends readonly unknown[] = readonly never[], R = unknown> {
  (...args: Inputs<A>): CallResult<R>;
  readonly [brand]: "flow";
  readonly name: string;
  /** The plain function, for tests. */
  readonly fn: (...args: A extends unknown[] ? A : never) => R;
  readonly options: Readonly<FlowCallOptions>;
  readonly description: string | undefined;
  /** Starts a run and returns at once: a child run inside another flow. */
  submit(...args: Inputs<A>): Future<ResultOf<R>>;
  /** One run for each element; all lists must be of one length, and other values go to each run. */
  map(...args: MapInputs<A>): FutureList<ResultOf<R>>;
  /** The same flow with other options. */
  withOptions(options: FlowCallOptions): Flow<A, R>;
  /**
   * The calls that the body makes with these arguments, as Mermaid text. Tasks and child flows do not run, all other code of
   * the body does; a task whose result the body looks at needs a `vizReturnValue`. A generator gives no values.
   *
   * @throws {FlowVisualizationError} the body threw
   */
  mermaid(...args: Inputs<A>): Promise<string>;
  /** The same as an SVG: `(await crawl.visualize({ urls })).save("crawl.svg")`. */
  visualize(...args: Inputs<A>): Promise<FlowPicture>;
  /** A deployment of this flow, for `serve` and `deploy`. */
  toDeployment(options?: DeploymentOptions): FlowDeployment;
  /**
   * Deploys this flow, and executes its runs from this process until it is told to stop.
   *
   * @example
   * if (import.meta.main) await crawl.serve({ name: "nightly", cron: "0 2 * * *" });
   */
  serve(options?: FlowServeOptions): Promise<void>;
  /**
   * Deploys this flow to a work pool, whose workers execute its runs; gives the deployment's id.
   *
   * @example
   * await crawl.deploy({ name: "nightly", workPool: "local", cron: "0 2 * * *" });
   * @throws {ConfigurationError} the pool is not there, or the flow is in no file
   */
  deploy(options: FlowDeployOptions): Promise<string>;
  onRunning(hook: FlowHook): FlowHook;
  onCompletion(hook: FlowHook): FlowHook;
  onFailure(hook: FlowHook): FlowHook;
  onCancellation(hook: FlowHook): FlowHook;
  onCrashed(hook: FlowHook): FlowHook;
}

/** Makes a flow of a function that is given later: `flow({ retries: 3 })(fn)`, or as a decorator of a method. */
export type FlowMaker = <F extends CallableFunction>(fn: F, context?: MethodContext) => FlowOf<F>;

/** The flow that a function of type F becomes. */
export type FlowOf<F> = F extends (...args: infer A) => infer R ? Flow<A, R> : never;

type Schema = StandardSchemaV1;

/**
 * Makes a flow of a function: its runs are recorded, and an interrupted one goes on where it was.
 *
 * @example
 * export const crawl = flow(
 *   { name: "crawl", parameters: z.object({ urls: z.array(z.url()), top: z.number().int().default(10) }) },
 *   async ({ urls, top }) => (await fetchPage.map(urls).results()).slice(0, top),
 * );
 * if (import.meta.main) await crawl({ urls: ["https://example.com"] });
 *
 * @throws {TypeError} an option of the wrong kind · {InvalidNameError} no name, or one with / % & > < ·
 *   {ReservedArgumentError} a parameter called waitFor or returnState
 */
export function flow<F extends CallableFunction>(fn: F): FlowOf<F>;
export function flow<F extends CallableFunction>(name: string, fn: F): FlowOf<F>;
export function flow<S extends Schema, R>(
  options: FlowOptions & { parameters: S },
  fn: (parameters: StandardSchemaV1.InferOutput<S>) => R,
): Flow<[parameters: StandardSchemaV1.InferInput<S>], R>;
export function flow<F extends CallableFunction>(options: FlowOptions, fn: F): FlowOf<F>;
export function flow(options: FlowOptions): FlowMaker;
export function flow(first: string | FlowOptions | AnyFunction, second?: AnyFunction): unknown {
  return makeFlow(first, second);
}

/**
 * Fetches code from a folder, a Git repository or an npm package, and gives a flow of it. Its runs fetch it again,
 * wherever they are executed.
 *
 * @example
 * const crawl = await flow.fromSource({ source: "https://github.com/acme/flows.git", entrypoint: "crawl.ts:crawl" });
 * await crawl.deploy({ name: "nightly", workPool: "local" });
 */
flow.fromSource = flowFromSource;

/**
 * A decorated method as the flow that it is: the compiler sees only the method.
 *
 * @example
 * asFlow(this.load).submit("users")
 * @throws {TypeError} when it is none
 */
export function asFlow<F extends CallableFunction>(method: F): FlowOf<F> {
  expectKind("flow", method);
  return method as unknown as FlowOf<F>;
}

export function isFlow(value: unknown): value is Flow {
  return hasBrand(value, "flow");
}

type HeldFlow = Held<FlowDefinition>;

/** The definition behind a flow: for the parts of Sluice that run flows by name. */
export function flowDefinition(of: Flow): FlowDefinition {
  return definitionOf(of as unknown as HeldFlow);
}

/** What the user holds of a definition that was not made by `flow()`. */
export function flowOf(definition: FlowDefinition): Flow {
  return makeFlow.of(definition) as Flow;
}

async function drawingOf(held: HeldFlow, args: readonly unknown[]): Promise<Drawing> {
  const { drawFlow } = await import("./visualize/draw-flow.ts");
  return await drawFlow({ definition: definitionOf(held), thisArg: held[receiverKey], args });
}

const makeFlow = makerOf<FlowDefinition, FlowCallOptions>({
  name: "flow",
  define: defineFlow,
  redefine: redefineFlow,
  start: startFlow,
  generate: runFlowGenerator,
  hooks: ["onRunning", "onCompletion", "onFailure", "onCancellation", "onCrashed"],
  methods: {
    async mermaid(this: HeldFlow, ...args: unknown[]) {
      const { mermaidOf } = await import("./visualize/mermaid.ts");
      return mermaidOf(await drawingOf(this, args));
    },
    async visualize(this: HeldFlow, ...args: unknown[]) {
      const { dotOf } = await import("./visualize/dot.ts");
      const { pictureOf } = await import("./visualize/flow-picture.ts");
      return await pictureOf(dotOf(await drawingOf(this, args), definitionOf(this).name));
    },
    toDeployment(this: HeldFlow, options?: DeploymentOptions) {
      return toDeployment(this as unknown as Flow, options);
    },
    async serve(this: HeldFlow, options: FlowServeOptions = {}) {
      await serveDeployments([toDeployment(this as unknown as Flow, options)], options);
    },
    async deploy(this: HeldFlow, options: FlowDeployOptions) {
      const [id] = await deploy(toDeployment(this as unknown as Flow, options), options);
      return id!;
    },
  },
});
