import { Call, callOf, isCallPromise } from "../engine/calls/call.ts";
import { partsOf } from "../engine/calls/parts.ts";
import { isAnnotation } from "../annotations.ts";
import type { FlowDefinition } from "../definitions/flow-definition.ts";
import { isFuture } from "../future.ts";
import { isState, State } from "../state.ts";
import type { TaskDefinition } from "../definitions/task-definition.ts";

export interface DrawnCall {
  /** `fetch-page-0`: the name, and which call of that name it is. */
  readonly name: string;
  readonly kind: "task" | "flow";
}

/** From the call that made a value to the call that got it; both as indexes of `calls`. */
export interface DrawnEdge {
  readonly from: number;
  readonly to: number;
}

/**
 * The calls of a flow's body as a graph. While a body is drawn its calls run nothing: each settles at once, with the task's
 * `vizReturnValue` or a stand-in whose way from call to call is followed.
 */
export class Drawing {
  readonly calls: DrawnCall[] = [];
  readonly edges: DrawnEdge[] = [];
  /** Tasks whose stand-ins a body may stumble over. */
  readonly withoutValue = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #makers = new Map<object, number>();

  /** Takes a call down, in the place of running it. */
  call(definition: TaskDefinition | FlowDefinition, args: readonly unknown[]): Call {
    const { name, kind } = definition;
    const index = this.calls.push({ name: this.#numbered(name), kind }) - 1;
    const sources = new Set<number>();
    for (const input of [args, [...(definition.options.waitFor ?? [])]]) this.#findSources(input, sources, new Set());
    for (const from of [...sources].toSorted((a, b) => a - b)) this.edges.push({ from, to: index });
    return this.#settled(definition, index);
  }

  #numbered(name: string): string {
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    return `${name}-${count}`;
  }

  #settled(definition: TaskDefinition | FlowDefinition, index: number): Call {
    const { name } = definition;
    const call = new Call(definition.kind, `drawn-${index}`, name);
    const value = this.#valueOf(definition);
    for (const made of [call, value]) if (typeof made === "object" && made !== null) this.#makers.set(made, index);
    call.settle(new State({ type: "COMPLETED", value: { kind: "value", value } }));
    return call;
  }

  #valueOf(definition: TaskDefinition | FlowDefinition): unknown {
    if (definition.kind === "task" && definition.options.vizReturnValue !== undefined)
      return definition.options.vizReturnValue;
    this.withoutValue.add(definition.name);
    return new DrawnValue(definition.name);
  }

  #findSources(value: unknown, found: Set<number>, seen: Set<object>): void {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    const maker = this.#makers.get(isFuture(value) || isCallPromise(value) ? callOf(value) : value);
    if (maker !== undefined) found.add(maker);
    if (isAnnotation(value)) return this.#findSources(value.value, found, seen);
    if (isState(value) && value.value.kind === "value") return this.#findSources(value.value.value, found, seen);
    for (const item of partsOf(value)?.items ?? []) this.#findSources(item, found, seen);
  }
}

/** Stands for the result of a call that did not run. */
export class DrawnValue {
  readonly maker: string;

  constructor(maker: string) {
    this.maker = maker;
  }

  toString(): string {
    return `<result of ${this.maker}>`;
  }
}
