import { types } from "node:util";

/**
 * Is this a live thing (a stream, socket, handle, promise, iterator, weak collection) rather than data?
 * What it holds is outside the process or changes by itself, so its fields say nothing about it.
 */
export function isLiveObject(value: object): boolean {
  return (
    types.isPromise(value) ||
    types.isWeakMap(value) ||
    types.isWeakSet(value) ||
    value instanceof WeakRef ||
    types.isExternal(value) ||
    types.isModuleNamespaceObject(value) ||
    liveMethods.some((names) => names.every((name) => typeof Reflect.get(value, name) === "function"))
  );
}

/** Methods that give a live object away, whatever its class. */
const liveMethods: readonly (readonly PropertyKey[])[] = [
  ["then"],
  ["on", "emit"],
  ["addEventListener", "dispatchEvent"],
  [Symbol.iterator, "next"],
  [Symbol.asyncIterator, "next"],
  ["getReader"],
  ["getWriter"],
  ["arrayBuffer"], // Request, Response, Blob
  [Symbol.dispose],
  [Symbol.asyncDispose],
];
