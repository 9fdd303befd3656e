// What flows and tasks are to their holder: a function with methods.

import { brand, type Brand } from "./brand.ts";
import type { Definition } from "./definition.ts";
import type { MethodContext } from "./method.ts";

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

export interface CallableParts<D> {
  definition: D;
  prototype: object;
  call(thisArg: unknown, args: readonly unknown[]): unknown;
}

/** Makes the function that stands for a definition. */
export function makeCallable<D extends Definition & { target(): unknown }>(parts: CallableParts<D>): object {
  const { definition, prototype, call } = parts;
  const callable = function (this: unknown, ...args: unknown[]): unknown {
    return call(this, args);
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

/** The prototype of a kind of callable: what all of them can do. */
export function callablePrototype(
  kind: Brand,
  methods: Record<string, (this: never, ...args: never[]) => unknown>,
  hooks: readonly string[],
): object {
  const prototype: object = Object.create(Function.prototype, { [brand]: { value: kind } });
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(prototype, name, { value });
  for (const name of hooks) Object.defineProperty(prototype, name, { value: hookMethod(name) });
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
export function asMethod(made: object, context: MethodContext): object {
  context.addInitializer(function initialize(this: object) {
    Object.defineProperty(this, context.name, { value: heldBy(made, this), configurable: true, writable: true });
  });
  return made;
}

/** The same callable for one object: its function gets that object as `this`, also through `submit`. */
export function heldBy(made: object, receiver: unknown): object {
  const own = (...args: never[]): unknown => (made as (...args: never[]) => unknown).apply(receiver, args);
  Object.setPrototypeOf(own, made); // everything else is read from the callable itself
  for (const name of ["name", "length"]) Object.defineProperty(own, name, { value: Reflect.get(made, name) });
  Object.defineProperty(own, receiverKey, { value: receiver });
  return own;
}
