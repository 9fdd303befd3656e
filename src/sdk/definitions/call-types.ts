// The types of what goes into a call and what comes out of it.

import type { Annotation, Unmapped } from "../annotations.ts";
import type { CallPromise } from "../engine/calls/call.ts";
import type { Future, FutureList } from "../future.ts";
import type { State } from "../state.ts";

/** What may stand for a value of type T as an argument. */
export type Upstream<T> =
  | Future<T>
  | State<T>
  | CallPromise<T>
  | Annotation<T>
  | Annotation<Future<T>>
  | Annotation<State<T>>
  | Annotation<CallPromise<T>>;

/** A value, something that stands for it, or a list or object of such. */
export type Input<T> = T | Upstream<T> | InputParts<T>;

type InputParts<T> = T extends readonly (infer Item)[]
  ? readonly Input<Item>[]
  : T extends Plain
    ? { [Key in keyof T]: Input<T[Key]> }
    : never;

type Plain = { readonly [key: string]: unknown };

export type Inputs<A extends readonly unknown[]> = { [Index in keyof A]: Input<A[Index]> };

/** An argument of `map`: a list of inputs, something that stands for a list, or one value for all. */
export type MapInput<T> = Iterable<Input<T>> | Upstream<readonly T[]> | FutureList<T> | Unmapped<T> | Input<T>;

export type MapInputs<A extends readonly unknown[]> = { [Index in keyof A]: MapInput<A[Index]> };

/** The value of a run whose body returned R: a single state or future stands for its value, a list of them for its states. */
export type Value<R> =
  R extends State<infer T>
    ? T
    : R extends Future<infer T>
      ? T
      : R extends CallPromise<infer T>
        ? T
        : R extends readonly Future<infer T>[]
          ? State<T>[]
          : R;

/** What calling a function with return type R gives, once it is a flow or task. */
export type CallResult<R> = [R] extends [never] // a function that always throws
  ? CallPromise<never>
  : R extends Generator<infer Item, infer Last, infer Next>
    ? AsyncGenerator<Item, Last, Next>
    : R extends AsyncGenerator<infer Item, infer Last, infer Next>
      ? AsyncGenerator<Item, Last, Next>
      : CallPromise<Value<Awaited<R>>>;

/** The value type of a function's return type: what its futures hold. */
export type ResultOf<R> = Value<Awaited<R>>;
