/**
 * A value that is made on first use and kept.
 *
 * Schemas are made this way, so that importing the package builds none of them.
 */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
