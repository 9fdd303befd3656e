import { hash } from "node:crypto";

/** What makes two calls the same call (engine.md I1). */
export type CallIdentity =
  | {
      /** The scope in which the call is made: "" at the root, else the identity of the enclosing call or scope. */
      scope: string;
      /** The task's or flow's name. */
      name: string;
      /** The canonical text of the arguments. */
      text: string;
      /** How many calls with the same scope, name and arguments were made before this one. */
      ordinal: number;
    }
  | { scope: string; name: string; /** The user's own key, in the place of arguments and ordinal. */ key: string };

/** The identity of a call: SHA-256 in hex. The same in every build, process and version of the package. */
export function callIdentity(call: CallIdentity): string {
  const rest = "key" in call ? ["key", call.key] : ["call", call.text, String(call.ordinal)];
  return digest([call.scope, call.name, ...rest]);
}

/** The scope that a segment opens inside another: `scope("chapter-1", fn)`. */
export function nestedScope(scope: string, segment: string): string {
  return digest([scope, "scope", segment]);
}

/** `dynamic_key` on the wire (engine.md I4): 120 bits of the identity in base32, and the generation after the first. */
export function dynamicKey(identity: string, generation = 0): string {
  const key = base32(Buffer.from(identity.slice(0, 30), "hex"));
  return generation === 0 ? key : `${key}.${generation}`;
}

/** `task_key` on the wire (engine.md I4): the package is in it, so that two projects never take each other's tasks. */
export function taskKey(packageName: string, taskName: string): string {
  return `${taskName}-${digest([packageName, taskName]).slice(0, 8)}`;
}

/** Parts are joined with their lengths, so that no two lists of parts make one text. */
function digest(parts: readonly string[]): string {
  let text = "sluice/1";
  for (const part of parts) text += `|${part.length}:${part}`;
  return hash("sha256", text);
}

const alphabet = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648, lower case

function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(pending >>> (bits - 5)) & 31];
    pending &= (1 << bits) - 1;
  }
  return text;
}
