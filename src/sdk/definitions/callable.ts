// What flows and tasks are to their holder: a function with methods.

import { brand, hasBrand } from "../brand.ts";
import { currentContext } from "../context.ts";
import { type AnyFunction, type Definition, publish } from "./definition.ts";
import { type Call, promiseOf } from "../engine/calls/call.ts";
import { Future } from "../future.ts";
import { mapCalls } from "../map.ts";
import type { MethodContext } from "./method.ts";
import type { RegisteredKind } from "./registry.ts";

const definitionKey = Symbol.for("sluice/definition");
export const receiverKey = Symbol.for("sluice/receiver");

/** A callable as its own methods see it. */
export interface Held<D extends Definition> {
  [definitionKey]: D;
  /** What `this` is inside the function, for a method that belongs to an object. */
  [receiverKey]?: unknown;
}

export function definitionOf<D extends Definition>(held: Held<D>): D {
  return held[definitionKey];
}

/** One call, as the engine takes it. */
export interface MadeCall<D> {
  definition: D;
  thisArg: unknown;
  args: readonly unknown[];
  /** A submitted call gives a future at once; a called one a promise. */
  isSubmitted: boolean;
}

/** What tells flows from tasks. */
export interface CallableKind<D, O> {
  name: RegisteredKind;
  define(fn: AnyFunction, options: O): D;
  redefine(definition: D, changes: O): D;
  start(call: MadeCall<D>): Call;
  generate(call: MadeCall<D>): AsyncGenerator<unknown, unknown, unknown>;
  /** Options that are lists of hooks; each has a method that adds one. */
  hooks: readonly string[];
  /** What only this kind can do. */
  methods?: Record<string, (this: Held<D & Definition>, ...args: never[]) => unknown>;
}

type HeldDefinition = Definition & { target(): unknown };

/** `flow()` and `task()`: the forms in which both may be called; `of` takes a definition that was made otherwise. */
export function makerOf<D extends HeldDefinition, O extends { name?: string }>(kind: CallableKind<D, O>) {
  const prototype = prototypeOf(kind);
  const newCallable = (fn: AnyFunction, options: O): object => {
    const definition = kind.define(fn, options);
    const made = makeCallable(kind, prototype, definition);
    publish(definition, made); // variants made by `withOptions` are found under the original's name
    return made;
  };
  const make = (first: string | O | AnyFunction, second?: AnyFunction): unknown => {
    if (typeof first === "function") return newCallable(first, {} as O);
    if (typeof first === "string") return newCallable(second as AnyFunction, { name: first } as O);
    if (second !== undefined) return newCallable(second, first);
    return (fn: AnyFunction, context?: MethodContext): unknown => {
      if (context?.kind !== "method") return newCallable(fn, first);
      const made = newCallable(fn, { ...first, name: first.name ?? String(context.name) });
      definitionOf(made as Held<D>).isOfObject = context.static !== true;
      return asMethod(made, context);
    };
  };
  return Object.assign(make, { of: (definition: D): object => makeCallable(kind, prototype, definition) });
}

/** Makes the function that stands for a definition. */
function makeCallable<D extends HeldDefinition, O>(kind: CallableKind<D, O>, prototype: object, definition: D): object {
  const callable = function (this: unknown, ...args: unknown[]): unknown {
    const call = { definition, thisArg: this, args, isSubmitted: false };
    if (definition.isGenerator) return kind.generate(call);
    return promiseOf(kind.start(call), { looked: currentContext().flow !== undefined });
  };
  Object.setPrototypeOf(callable, prototype);
  Object.defineProperties(callable, {
    name: { value: definition.name },
    length: { value: definition.fn.length },
    fn: { value: definition.fn },
    options: { value: definition.options },
    [definitionKey]: { value: definition },
  });
  definition.target = () => callable;
  return callable;
}

function prototypeOf<D extends HeldDefinition, O>(kind: CallableKind<D, O>): object {
  const submit = (held: Held<D>, args: readonly unknown[]): Future => {
    const definition = definitionOf(held);
    if (definition.isGenerator)
      throw new TypeError(
        `${definition.name} is a generator: iterate over ${definition.name}(…) instead of submitting it.`,
      );
    return new Future(kind.start({ definition, thisArg: held[receiverKey], args, isSubmitted: true }));
  };
  const prototype: object = Object.create(Function.prototype, { [brand]: { value: kind.name } });
  const methods = {
    ...kind.methods,
    submit(this: Held<D>, ...args: unknown[]) {
      return submit(this, args);
    },
    map(this: Held<D>, ...args: unknown[]) {
      return mapCalls(args, { name: definitionOf(this).name, submit: (each) => submit(this, each) });
    },
    withOptions(this: Held<D>, options: O) {
      const made = makeCallable(kind, prototype, kind.redefine(definitionOf(this), options));
      return receiverKey in this ? heldBy(made, this[receiverKey]) : made;
    },
  };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(prototype, name, { value });
  for (const name of kind.hooks) Object.defineProperty(prototype, name, { value: hookMethod(name) });
  Object.defineProperty(prototype, "description", {
    get(this: Held<Definition>) {
      return definitionOf(this).options.description;
    },
  });
  return prototype;
}

/** `myFlow.onFailure(hook)`: a hook that is added afterwards counts for every run from then on. */
function hookMethod(name: string) {
  return function <H>(this: Held<Definition>, hook: H): H {
    const options = definitionOf(this).options as Record<string, unknown>;
    options[name] = [...((options[name] as H[] | undefined) ?? []), hook];
    return hook;
  };
}

/**
 * Makes a decorated method of a class: `submit`, `map` and `withOptions` know the object that they belong to, because
 * each object has a property of its own in front of the method.
 */
function asMethod(made: object, context: MethodContext): object {
  context.addInitializer(function initialize(this: object) {
    Object.defineProperty(this, context.name, { value: heldBy(made, this), configurable: true, writable: true });
  });
  return made;
}

/** The same callable for one object: its function gets that object as `this`, also through `submit`. */
function heldBy(made: object, receiver: unknown): object {
  const own = (...args: never[]): unknown => (made as (...args: never[]) => unknown).apply(receiver, args);
  Object.setPrototypeOf(own, made); // everything else is read from the callable itself
  for (const name of ["name", "length"]) Object.defineProperty(own, name, { value: Reflect.get(made, name) });
  Object.defineProperty(own, receiverKey, { value: receiver });
  return own;
}

/** @throws {TypeError} when a function is no flow or task, with how to make it one */
export function expectKind(kind: RegisteredKind, method: CallableFunction): void {
  if (hasBrand(method, kind)) return;
  const name = method.name === "" ? "This function" : method.name;
  throw new TypeError(`${name} is no ${kind}: decorate it with @${kind}({ … }), and run the file with sluice run.`);
}
