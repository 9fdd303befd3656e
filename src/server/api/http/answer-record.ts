import type { z } from "zod";
import { RecordBatch } from "../../../schemas/record.ts";
import type { Store } from "../../db/store.ts";
import { recordItems } from "../../recording/record-items.ts";
import { jsonResponse, type TextAnswer } from "./answer.ts";

/** Answers `POST /sluice/record`, the one route on the way of every task (schemas/record.ts). */
export async function answerRecord(store: Store, request: Request, answer: TextAnswer): Promise<Response> {
  const batch = RecordBatch().safeParse(valueOf(await request.text()));
  if (!batch.success) return jsonResponse(detailOf(batch.error), { status: 422, answer });
  return jsonResponse({ answers: await recordItems(store, batch.data.items) }, { status: 200, answer });
}

/** The value that a text says; undefined, which no schema accepts, when it is no JSON. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with a body, in pydantic's shape (engine.md W5). */
export function detailOf({ issues }: z.ZodError): { detail: object[] } {
  return { detail: issues.map(({ path, message, code }) => ({ loc: ["body", ...path], msg: message, type: code })) };
}
