import { Annotation, isAnnotation } from "./annotations.ts";
import { MappingLengthMismatch, MappingMissingIterable } from "./errors.ts";
import { callOf } from "./engine/calls/call.ts";
import { type Future, FutureList, isFuture } from "./future.ts";
import { followMap } from "./logging/progress.ts";

export interface Mapping {
  name: string;
  /** Makes the run of one element. */
  submit(args: unknown[]): Future;
}

/**
 * One run for each element of the lists among the arguments (T-032). Strings, buffers and everything that is no list go
 * to each run; a dictionary is mapped over its keys.
 *
 * @throws {MappingMissingIterable} nothing to map over · {MappingLengthMismatch} lists of several lengths
 */
export function mapCalls(args: readonly unknown[], mapping: Mapping): FutureList {
  const columns = args.map(columnOf);
  const lists = columns.filter((column) => column.kind === "list");
  const [first] = lists;
  if (first === undefined) {
    throw new MappingMissingIterable(
      `${mapping.name}.map() was given nothing to map over: at least one argument must be a list. Use submit() for a single run.`,
    );
  }
  const lengths = new Set(lists.map((column) => column.items.length));
  if (lengths.size > 1) {
    throw new MappingLengthMismatch(
      `${mapping.name}.map() was given lists of different lengths (${[...lengths].join(", ")}). Wrap what is to go to each run in unmapped().`,
    );
  }
  const futures = new FutureList();
  for (let at = 0; at < first.items.length; at++) {
    futures.push(mapping.submit(columns.map((column) => (column.kind === "list" ? column.items[at] : column.value))));
  }
  followMap({ name: mapping.name, calls: futures.map(callOf) });
  return futures;
}

type Column = { kind: "list"; items: readonly unknown[] } | { kind: "same"; value: unknown };

function columnOf(argument: unknown): Column {
  if (isAnnotation(argument)) return annotatedColumn(argument);
  if (Array.isArray(argument)) return { kind: "list", items: argument };
  if (isFuture(argument)) return futureColumn(argument);
  if (!isMappable(argument)) return { kind: "same", value: argument };
  return { kind: "list", items: [...argument] };
}

/** How many runs a list makes has to be known now, so the future of a list must have its value. */
function futureColumn(future: Future): Column {
  const { state } = future;
  if (!future.isDone || state.value.kind !== "value") {
    throw new MappingMissingIterable(
      `map() was given the future of ${future.name}, whose value is not known yet: map over await future.result(), or wrap the future in unmapped() when its value is to go to each run.`,
    );
  }
  return isMappable(state.value.value)
    ? { kind: "list", items: [...state.value.value] }
    : { kind: "same", value: future };
}

function annotatedColumn(annotation: Annotation<unknown>): Column {
  if (annotation.kind === "unmapped") return { kind: "same", value: annotation.value };
  const inner = columnOf(annotation.value);
  if (inner.kind === "same") return { kind: "same", value: annotation };
  return { kind: "list", items: inner.items.map((item) => new Annotation(annotation.kind, item)) };
}

function isMappable(value: unknown): value is Iterable<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Symbol.iterator in value && !ArrayBuffer.isView(value);
}
