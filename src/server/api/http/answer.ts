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

/** How a text becomes a response: in the embedded server as a light one, since nothing is sent anywhere. */
export type TextAnswer = (text: string, init: { status: number; headers: Record<string, string> }) => Response;

export const platformAnswer: TextAnswer = (text, init) => new Response(text, init);

export function jsonResponse(
  value: unknown,
  {
    status,
    headers,
    answer = platformAnswer,
  }: { status: number; headers?: Record<string, string>; answer?: TextAnswer },
): Response {
  const text = JSON.stringify(value);
  // The length says whether an answer is worth compressing.
  const described = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(text)),
    ...headers,
  };
  return answer(text, { status, headers: described });
}

export function errorResponse({ body, status, headers }: ApiError): Response {
  return jsonResponse(body, { status, headers });
}
