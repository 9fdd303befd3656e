import type { RecordedResult } from "../../schemas/record.ts";
import type { ResultMeta } from "../db/tables.ts";

/** What is kept of a result beside its bytes. */
export function resultMeta({ serializer, reference, expiration, reason }: RecordedResult): ResultMeta {
  return { serializer, reference, expiration, reason };
}

/** The result as it was recorded; null when nothing is known of one. */
export function recordedResult(meta: ResultMeta | null, result: string | null): RecordedResult | null {
  return meta === null && result === null ? null : { ...meta, data: result };
}
