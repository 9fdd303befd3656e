import { JsonText } from "../pieces/json-text.tsx";
import { readableResult } from "./readable-result.ts";

/** A kept result, read; or its text as it was kept. */
export function ResultText({ text, serializer }: { text: string; serializer: string | null }) {
  const result = readableResult(text, serializer);
  return <JsonText value={result === undefined ? text : result.value} label="Result" />;
}
