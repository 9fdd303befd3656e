import type { ApiError } from "./api-error.ts";

/** What a handler answers when the value alone does not say it. */
export class Answered<T> {
  readonly value: T;
  readonly status: number | undefined;
  readonly headers: Record<string, string>;

  constructor(value: T, { status, headers = {} }: { status?: number; headers?: Record<string, string> }) {
    this.value = value;
    this.status = status;
    this.headers = headers;
  }
}

/** 201 for a row that this call has made, 200 for one that was there. */
export function createdOrFound<T>(value: T, isNew: boolean): Answered<T> {
  return new Answered(value, { status: isNew ? 201 : 200 });
}

export function jsonResponse(value: unknown, status: number, headers: Record<string, string> = {}): Response {
  const text = JSON.stringify(value);
  // The length says whether an answer is worth compressing.
  const described = {
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(text)),
    ...headers,
  };
  return new Response(text, { status, headers: described });
}

export function errorResponse({ body, status, headers }: ApiError): Response {
  return jsonResponse(body, status, headers);
}

/** Makes the answer of a JSON text. */
export type AnswerJson = (text: string, status: number) => Response;

export const answerJson: AnswerJson = (text, status) =>
  new Response(text, { status, headers: { "Content-Type": "application/json" } });
