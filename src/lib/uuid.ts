import { randomFillSync } from "node:crypto";

// Invariants
//   U1. Ids made by one process sort in the order in which they were made, also within a millisecond.

const randomBytes = new Uint8Array(4096);
let randomText = ""; // them in hex: parts of one string cost less than a string for each byte
let used = 0;
let lastMillis = 0;
let sequence = 0;
let timeText = ""; // of `lastMillis`, as it stands in the ids of that millisecond

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, a 12-bit sequence, 62 random bits.
 * Time-ordered, so that rows keyed by it are appended and lists by id are lists by time.
 */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastMillis) startMillisecond(now);
  else if (++sequence > 0xfff) startMillisecond(lastMillis + 1); // its sequence is used up: borrow the next one (U1)
  if (used + 16 > randomText.length) refillRandomText();
  const at = used;
  used += 16;
  return (
    timeText +
    hex[sequence >> 8]![1] +
    hex[sequence & 0xff] +
    "-" +
    "89ab"[randomBytes[at >> 1]! >> 6] +
    randomText.slice(at + 1, at + 4) +
    "-" +
    randomText.slice(at + 4, at + 16)
  );
}

function refillRandomText(): void {
  randomText = Buffer.from(randomFillSync(randomBytes).buffer).toString("hex");
  used = 0;
}

function startMillisecond(millis: number): void {
  lastMillis = millis;
  sequence = 0;
  const text = millis.toString(16).padStart(12, "0");
  timeText = `${text.slice(0, 8)}-${text.slice(8)}-7`;
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

// The value of a hex digit by its character code; of everything else 0.
const digits = new Uint8Array(128);
for (let value = 0; value < 16; value++) {
  digits["0123456789abcdef".charCodeAt(value)] = value;
  digits["0123456789ABCDEF".charCodeAt(value)] = value;
}

// Where the bytes of a UUID stand in its text.
const places = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/** The 16 bytes of a UUID, as SQLite keeps it. By a table: several times faster than a `Buffer` reads hex. */
export function uuidToBytes(uuid: string): Uint8Array<ArrayBuffer> {
  if (uuid.length !== 36) return Buffer.from(uuid.replaceAll("-", ""), "hex");
  const bytes = new Uint8Array(16);
  for (let at = 0; at < 16; at++) {
    const place = places[at]!;
    bytes[at] = (digits[uuid.charCodeAt(place)]! << 4) | digits[uuid.charCodeAt(place + 1)]!;
  }
  return bytes;
}

export function uuidFromBytes(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < 16; at++) {
    if (at === 4 || at === 6 || at === 8 || at === 10) text += "-";
    text += hex[bytes[at]!];
  }
  return text;
}
