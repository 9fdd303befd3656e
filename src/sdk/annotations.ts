import { brand, hasBrand } from "./brand.ts";

export type AnnotationKind = "unmapped" | "allowFailure" | "quote" | "opaque";

/** A value with a word to the engine about how to treat it as an argument. */
export class Annotation<T, K extends AnnotationKind = AnnotationKind> {
  declare readonly [brand]: "annotation";
  readonly kind: K;
  readonly value: T;

  constructor(kind: K, value: T) {
    this.kind = kind;
    this.value = value;
  }
}
Object.defineProperty(Annotation.prototype, brand, { value: "annotation" });

export type Unmapped<T> = Annotation<T, "unmapped">;
export type AllowFailure<T> = Annotation<T, "allowFailure">;
export type Quote<T> = Annotation<T, "quote">;
export type Opaque<T> = Annotation<T, "opaque">;

export function isAnnotation(value: unknown): value is Annotation<unknown> {
  return hasBrand(value, "annotation");
}

/** In `map`: the same value for each call, even if it could be iterated over. */
export const unmapped = <T>(value: T): Unmapped<T> => new Annotation("unmapped", value);

/** The call runs even if this upstream failed; it then gets the error as the argument. */
export const allowFailure = <T>(value: T): AllowFailure<T> => new Annotation("allowFailure", value);

/** The engine does not look inside: no futures are searched for, the value is passed as it is. */
export const quote = <T>(value: T): Quote<T> => new Annotation("quote", value);

/** A future or state is resolved itself, but what it holds is not searched. */
export const opaque = <T>(value: T): Opaque<T> => new Annotation("opaque", value);
