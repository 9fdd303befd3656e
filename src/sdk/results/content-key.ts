import { hash } from "node:crypto";

/** A key made of what is stored under it (engine.md M1): the same large result is uploaded once. */
export function contentKey(content: string | Uint8Array): string {
  const digest = hash("sha256", content);
  return `sha256/${digest.slice(0, 2)}/${digest}`; // no folder with a million files in it
}
