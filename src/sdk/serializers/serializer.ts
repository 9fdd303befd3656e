/** Turns values into text that can be kept, and back. */
export interface Serializer {
  /** Stored beside every text that it made. Names are unique. */
  readonly name: string;
  /** @throws {SerializationError} naming the path and type of a part that cannot be kept */
  encode(value: unknown): string;
  /** Runs no code but what was registered for it. @throws {SerializationError} */
  decode(text: string): unknown;
}
