import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";
import type { Serializer } from "./serializer.ts";
import { SerializationError } from "./serialization-error.ts";

export interface CompressedOptions {
  /** `gzip` can be read by Prefect's compressed serializer with `compressionlib="gzip"`. Default `brotli`. */
  algorithm?: "brotli" | "gzip";
  /** What decoding refuses to exceed, against texts made to fill the memory. Default 1 GiB. */
  maxBytes?: number;
}

const brotliMark = "br:"; // no base64 text begins with it, and brotli has no magic number of its own

/** A serializer that compresses what another one makes. Named `compressed/<name>`; it reads both algorithms. */
export function compressed(serializer: Serializer, options: CompressedOptions = {}): Serializer {
  const { algorithm = "brotli", maxBytes = 2 ** 30 } = options;
  return {
    name: `compressed/${serializer.name}`,
    encode(value) {
      const bytes = Buffer.from(serializer.encode(value));
      return algorithm === "gzip" ? gzipSync(bytes).toString("base64") : brotliMark + brotli(bytes).toString("base64");
    },
    decode(text) {
      return serializer.decode(decompress(text, maxBytes));
    },
  };
}

function brotli(bytes: Buffer): Buffer {
  // Quality 11, the default, takes a hundred times as long for a few percent.
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}

function decompress(text: string, maxOutputLength: number): string {
  try {
    const isBrotli = text.startsWith(brotliMark);
    const bytes = Buffer.from(isBrotli ? text.slice(brotliMark.length) : text, "base64");
    return (isBrotli ? brotliDecompressSync : gunzipSync)(bytes, { maxOutputLength }).toString();
  } catch (cause) {
    throw new SerializationError(
      `A compressed result cannot be read (${(cause as Error).message}): it is neither brotli nor gzip, or larger than ${maxOutputLength} bytes.`,
      { cause },
    );
  }
}
