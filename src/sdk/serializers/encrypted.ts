import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { SerializationError } from "./serialization-error.ts";
import type { Serializer } from "./serializer.ts";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/**
 * A serializer that encrypts what another one makes, with AES-256-GCM. Named `encrypted/<name>`. The server, its database
 * and result storage see only the encrypted text (engine.md M3).
 */
export function encrypted(serializer: Serializer, secretKey: () => string): Serializer {
  return {
    name: `encrypted/${serializer.name}`,
    encode: (value) => encryptText(serializer.encode(value), secretKey()),
    decode: (text) => serializer.decode(decryptText(text, secretKey())),
  };
}

/** Base64 of a random 12-byte IV, the ciphertext and a 16-byte tag. */
export function encryptText(text: string, secretKey: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, encryptionKey(secretKey), iv);
  return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

/** @throws {SerializationError} another key made it, or it was changed */
export function decryptText(text: string, secretKey: string): string {
  const bytes = Buffer.from(text, "base64");
  try {
    const decipher = createDecipheriv(algorithm, encryptionKey(secretKey), bytes.subarray(0, ivBytes));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return decipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch (cause) {
    throw new SerializationError(
      "An encrypted result cannot be read: it was encrypted with another key, or was changed. Set SLUICE_SECRET_KEY to the key of the machine that wrote it (secret.key in its home).",
      { cause },
    );
  }
}

const keys = new Map<string, Buffer>();

function encryptionKey(secretKey: string): Buffer {
  let key = keys.get(secretKey);
  if (key === undefined) {
    key = Buffer.from(hkdfSync("sha256", secretKey, "", "sluice results", 32));
    keys.set(secretKey, key);
  }
  return key;
}
