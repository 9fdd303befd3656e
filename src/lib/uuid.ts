import { randomFillSync } from "node:crypto";

// Invariants
//   U1. Ids made by one process sort in the order in which they were made, also within a millisecond.

const pool = new Uint8Array(4096);
let used = pool.length;
let lastMillis = 0;
let sequence = 0;

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, a 12-bit sequence, 62 random bits.
 * Time-ordered, so that rows keyed by it are appended and lists by id are lists by time.
 */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastMillis) {
    lastMillis = now;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    lastMillis += 1; // the sequence of this millisecond is used up: borrow the next one (U1)
    sequence = 0;
  }
  if (used + 8 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = used;
  used += 8;
  const high = Math.floor(lastMillis / 0x1_0000);
  const byte = (at: number): string => hex[pool[random + at]!]!;
  return (
    high.toString(16).padStart(8, "0") +
    "-" +
    (lastMillis & 0xffff).toString(16).padStart(4, "0") +
    "-7" +
    sequence.toString(16).padStart(3, "0") +
    "-" +
    hex[(pool[random]! & 0x3f) | 0x80] +
    byte(1) +
    "-" +
    byte(2) +
    byte(3) +
    byte(4) +
    byte(5) +
    byte(6) +
    byte(7)
  );
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** The 16 bytes of a UUID, as SQLite keeps it. */
export function uuidToBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}

export function uuidFromBytes(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < 16; at++) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += "-";
    text += hex[bytes[at]!];
  }
  return text;
}
