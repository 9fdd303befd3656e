// What of a run's data is encrypted before it leaves the process (engine.md M3; setting `results.encryption`).

import { keyedHash } from "../../../lib/secret.ts";
import { host } from "../../host.ts";
import { decryptText, encrypted, encryptText } from "../../serializers/encrypted.ts";
import { serializerNamed } from "../../serializers/registry.ts";
import { encodeRich, rich } from "../../serializers/rich.ts";
import type { Serializer } from "../../serializers/serializer.ts";
import { flagSetting } from "../../settings.ts";

const isOn = (): boolean => flagSetting("results.encryption");

/** The serializer that results are written with: the one asked for, or `rich`; encrypting where that is set. */
export function resultSerializer(given: Serializer | string | undefined): Serializer {
  const serializer = typeof given === "object" ? given : serializerNamed(given ?? "rich");
  return isOn() ? encrypted(serializer, () => host().secretKey()) : serializer;
}

const mark = "encrypted:"; // no rich text begins with it: those are JSON

/** A run's parameters as its origin keeps them. @throws {SerializationError} one of them cannot be kept */
export function keepParameters(args: readonly unknown[]): string {
  const text = encodeRich(args, "parameters");
  return isOn() ? mark + encryptText(text, host().secretKey()) : text;
}

export function restoreParameters(text: string): unknown[] {
  const plain = text.startsWith(mark) ? decryptText(text.slice(mark.length), host().secretKey()) : text;
  return rich.decode(plain) as unknown[];
}

/** A parameter's JSON as the API and the UI show it: equal values look equal, and tell nothing else. */
export function shownParameter(json: string): string {
  return isOn() ? JSON.stringify(`<encrypted ${keyedHash(json, host().secretKey()).slice(0, 8)}>`) : json;
}
