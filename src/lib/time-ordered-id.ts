import { createHash, randomUUID } from "node:crypto";
import type { Micros } from "./clock.ts";

/**
 * The id itself where it is a UUIDv7; else one that is, made of the time and a hash of the id: the same each time, so
 * that rows clustered by their ids are in the order of time whatever their writer's version (Prefect before 3.4: UUIDv4).
 */
export function timeOrderedId(id: string, time: Micros): string {
  if (id[14] === "7") return id.toLowerCase();
  const hash = createHash("sha256").update(id.toLowerCase()).digest("hex");
  const millis = Math.max(0, Math.floor(time / 1000))
    .toString(16)
    .padStart(12, "0");
  const variant = ((Number.parseInt(hash[3]!, 16) & 0x3) | 0x8).toString(16);
  return `${millis.slice(0, 8)}-${millis.slice(8)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}

/** No UUIDv7 of this time or later sorts before it. */
export function firstIdAt(time: Micros): string {
  const millis = Math.max(0, Math.floor(time / 1000))
    .toString(16)
    .padStart(12, "0");
  return `${millis.slice(0, 8)}-${millis.slice(8)}-0000-0000-000000000000`;
}

/** A new UUIDv7 of this time, with its microseconds in the bits behind the milliseconds (RFC 9562, method 3). */
export function idAt(time: Micros): string {
  const fraction = Math.floor(((time % 1000) * 4096) / 1000)
    .toString(16)
    .padStart(3, "0");
  return `${firstIdAt(time).slice(0, 13)}-7${fraction}${randomUUID().slice(18)}`;
}
