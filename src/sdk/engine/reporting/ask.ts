import { setTimeout as sleep } from "node:timers/promises";
import { textRequest } from "../../../lib/text-request.ts";
import type { Api } from "../../host.ts";
import { isTransient, statusError } from "../../errors.ts";
import { numberSetting } from "../../settings.ts";

export interface Question {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  /** How often to ask again when the server does not answer. Default 5. */
  retries?: number;
  /** Asks until the server is back, as long as `client.offline_seconds` allows: a run is under way (engine.md L5). */
  isPatient?: boolean;
}

/**
 * Asks the server one thing; tried again while it does not answer.
 *
 * @throws {HttpStatusError} it refuses · the network's error when it stays away
 */
export async function ask<T>(api: Api, path: string, question: Question = {}): Promise<T> {
  const started = Date.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await askOnce<T>(api, path, question);
    } catch (error) {
      if (!isTransient(error) || hasTriedEnough(question, { attempt, started })) throw error;
      await sleep(Math.min(5_000, 50 * 2 ** attempt) * (0.5 + Math.random() / 2));
    }
  }
}

function hasTriedEnough({ isPatient, retries = 5 }: Question, tried: { attempt: number; started: number }): boolean {
  if (isPatient !== true) return tried.attempt >= retries;
  return Date.now() - tried.started > (numberSetting("client.offline_seconds") ?? Infinity) * 1000;
}

async function askOnce<T>(api: Api, path: string, { method = "GET", body }: Question): Promise<T> {
  const init =
    body === undefined
      ? { method }
      : { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await api.fetch(textRequest(`${api.url}${path}`, init));
  if (!response.ok) throw await statusError(response);
  const text = await response.text(); // 204 has none
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
