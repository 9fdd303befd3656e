import type { z } from "zod";
import { mayHoldFragileNumber, parseExactJson } from "../../../lib/exact-json.ts";
import { withExactFreeForm } from "../../../schemas/free-form.ts";
import { ApiError } from "./api-error.ts";
import { invalidRequest, validationError } from "./validation-error.ts";

const deepest = 500;

/** Reads a JSON body and checks it. A body that was left out counts as an empty object. */
export async function readBody(request: Request, schema: z.ZodType, maxBytes: number): Promise<unknown> {
  const text = await readText(request, maxBytes);
  return text.length === 0 ? parseAbsent(schema) : checkedJson(text, schema);
}

/**
 * The value that a text says, as the schema reads it; the numbers in its free-form parts are as they were written.
 *
 * @throws {ApiError} 422
 */
export function checkedJson(text: string, schema: z.ZodType): unknown {
  const value = parseJson(text);
  const checked = schema.safeParse(value);
  if (!checked.success) throw validationError(checked.error.issues, "body", value);
  if (!mayHoldFragileNumber(text)) return checked.data;
  return withExactFreeForm(schema, checked.data, parseExactJson(text));
}

function parseAbsent(schema: z.ZodType): unknown {
  const checked = schema.safeParse({});
  if (checked.success) return checked.data;
  throw invalidRequest([{ type: "missing", loc: ["body"], msg: "Field required", input: null }], null);
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const type = request.headers.get("content-type");
  // A page of another origin can send text/plain and forms without being asked, JSON it cannot.
  if (type !== null && type !== "" && !/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
    throw invalidRequest(
      [
        {
          type: "json_type",
          loc: ["body"],
          msg: "The Content-Type of the body should be application/json",
          input: type,
        },
      ],
      null,
    );
  }
  const bytes = await readBytes(request, maxBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalidJson("The body is not valid UTF-8", 0);
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const length = request.headers.get("content-length");
  if (length !== null && Number(length) > maxBytes) throw tooLarge(maxBytes);
  if (request.headers.has("transfer-encoding")) return readChunks(request, maxBytes);
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

/** A body whose length nobody has told is read only as far as it may go. */
async function readChunks(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError(413, { detail: `The body is larger than ${maxBytes} bytes.` });
}

function parseJson(text: string): unknown {
  refuseDeep(text);
  try {
    return /\\u[dD]/.test(text) ? JSON.parse(text, refuseLoneSurrogate) : JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw invalidJson(message, Number(/position (\d+)/.exec(message)?.[1] ?? 0));
  }
}

/** Half a character cannot be stored: it would come back as another one. */
function refuseLoneSurrogate(key: string, value: unknown): unknown {
  if (!key.isWellFormed() || (typeof value === "string" && !value.isWellFormed())) {
    throw new SyntaxError("lone surrogate in a string");
  }
  return value;
}

function invalidJson(reason: string, position: number): ApiError {
  const detail = {
    type: "json_invalid",
    loc: ["body", position],
    msg: "JSON decode error",
    input: {},
    ctx: { error: reason },
  };
  return invalidRequest([detail], null);
}

/** Deep nesting ends somebody's stack: ours when it is written, a client's when it is read. */
function refuseDeep(text: string): void {
  if (text.length < 2 * deepest || depthOf(text) <= deepest) return;
  throw invalidJson(`The body is nested more than ${deepest} levels deep`, 0);
}

function depthOf(text: string): number {
  let depth = 0;
  let deepestSeen = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) inString = !inString;
    else if (inString) at += code === 0x5c ? 1 : 0; // an escaped character
    else if (code === 0x7b || code === 0x5b) deepestSeen = Math.max(deepestSeen, ++depth);
    else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return deepestSeen;
}
