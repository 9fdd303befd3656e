import { hash } from "node:crypto";
import { canonicalText } from "../../lib/canonical.ts";
import type { Contribution } from "./cache-key.ts";

export interface HashValuesOptions {
  policy: string;
  /** What one of the values is called in a reason: "argument", "flow parameter". */
  noun: string;
  excluded?: ReadonlySet<string>;
  secretKey?: string | Uint8Array | undefined;
}

/** The contribution of named values: one hash of all, and one of each, by which a miss is explained. */
export function hashValues(values: Readonly<Record<string, unknown>>, options: HashValuesOptions): Contribution {
  const { policy, noun, excluded, secretKey } = options;
  const hashes: Record<string, string> = {};
  for (const name of Object.keys(values)
    .filter((key) => !excluded?.has(key))
    .sort()) {
    const { text, weak } = canonicalText(values[name], { root: name, ...(secretKey !== undefined && { secretKey }) });
    if (weak !== null) return { none: `the ${noun} ${weak}` };
    hashes[name] = hash("sha256", text);
  }
  if (Object.keys(hashes).length === 0) return { skipped: `there is no ${noun} to make a key of` };
  return { policy, hash: hash("sha256", JSON.stringify(hashes)), values: hashes };
}
