import { uuidv7 } from "../../lib/uuid.ts";
import { ask } from "../engine/reporting/ask.ts";
import type { Stopper } from "../engine/stopper.ts";
import { AcquireConcurrencySlotTimeoutError, ConcurrencySlotAcquisitionError, isHttpStatusError } from "../errors.ts";
import type { Api } from "../host.ts";
import { show } from "../logging/console.ts";
import { levels } from "../logging/levels.ts";
import type { SlotLine } from "./slot-line.ts";

export interface Taking {
  api: Api;
  line: SlotLine;
  stopper: Stopper;
}

export interface SlotRequest {
  names: readonly string[];
  slots: number;
  mode: "concurrency" | "rate_limit";
  leaseSeconds: number;
  holder: { type: "flow_run" | "task_run"; id: string } | undefined;
}

export interface TakeOptions {
  timeoutSeconds: number | undefined;
  /** What becomes of names that have no limit. */
  missing: "fine" | "told of" | "refused";
  /** Keeps that there are no limits of these names: asked before the server is. */
  memory?: { isUnlimited(): boolean; remember(): void };
}

const nothing: Answer = { lease_id: "", limits: [] };

interface Answer {
  lease_id: string;
  limits: { name: string }[];
}

/** Where the server does not say when to ask again. */
const defaultWaitSeconds = 5;

/**
 * Takes slots when they are free, in turn, and returns their lease; undefined where none of the limits exists.
 *
 * @throws as `concurrency` does · the reason of a stop
 */
export async function takeSlots(
  taking: Taking,
  request: SlotRequest,
  { timeoutSeconds, missing, memory }: TakeOptions,
): Promise<string | undefined> {
  const deadline = timeoutSeconds === undefined ? Infinity : Date.now() + timeoutSeconds * 1000;
  const waiter = uuidv7();
  let answer: Answer;
  try {
    answer = await taking.line.inTurn(async () => {
      if (memory?.isUnlimited() === true) return nothing;
      const said = await askUntilFree(taking, { ...request, waiter }, deadline);
      if (said.limits.length === 0) memory?.remember();
      return said;
    });
  } catch (error) {
    await leaveLine(taking.api, waiter);
    throw error;
  }
  if (missing !== "fine") await mindMissing(taking.api, { request, answer, missing });
  return answer.limits.length === 0 ? undefined : answer.lease_id;
}

interface Taken {
  request: SlotRequest;
  answer: Answer;
  missing: "told of" | "refused";
}

async function mindMissing(api: Api, { request, answer, missing }: Taken): Promise<void> {
  const unknown = request.names.filter((name) => !answer.limits.some((limit) => limit.name === name));
  if (unknown.length === 0) return;
  const message = `There is no active concurrency limit named ${unknown.map((name) => `"${name}"`).join(" or ")}`;
  if (missing === "told of")
    return show({ level: levels.WARNING, source: "sluice", message: `${message}: nothing is held back by it.` });
  if (answer.limits.length > 0) await giveBack(api, answer.lease_id);
  throw new ConcurrencySlotAcquisitionError(`${message}. Create it with \`sluice gcl create\`.`);
}

type Waiting = SlotRequest & { waiter: string };

async function askUntilFree({ api, line, stopper }: Taking, request: Waiting, deadline: number): Promise<Answer> {
  for (;;) {
    if (stopper.isStopped) throw stopper.reason;
    try {
      return await askOnce(api, request);
    } catch (error) {
      if (!isHttpStatusError(error, 423)) throw refusal(error, request);
      const left = deadline - Date.now();
      if (left <= 0) throw timedOut(request);
      await line.untilNews(Math.min((error.retryAfterSeconds ?? defaultWaitSeconds) * 1000, left), stopper);
    }
  }
}

function askOnce(api: Api, { names, slots, mode, leaseSeconds, holder, waiter }: Waiting): Promise<Answer> {
  const body = { names, slots, mode, lease_duration: leaseSeconds, holder: holder ?? null, waiter_id: waiter };
  return ask<Answer>(api, "/v2/concurrency_limits/increment-with-lease", { method: "POST", body, isPatient: true });
}

/** Best effort: a place that nobody comes back to ends by itself. On Prefect's server there are none. */
async function leaveLine(api: Api, waiter: string): Promise<void> {
  await ask(api, `/sluice/slot_waiters/${waiter}`, { method: "DELETE", retries: 0 }).catch(() => {});
}

/** Gives the slots of a lease back. */
export function giveBack(api: Api, leaseId: string): Promise<void> {
  const body = { lease_id: leaseId };
  return ask(api, "/v2/concurrency_limits/decrement-with-lease", { method: "POST", body });
}

function refusal(error: unknown, { names }: SlotRequest): unknown {
  if (!isHttpStatusError(error, 422)) return error;
  return new ConcurrencySlotAcquisitionError(`No slots of ${names.join(", ")}: ${error.reason}`, { cause: error });
}

function timedOut({ names, slots }: SlotRequest): Error {
  const what = slots === 1 ? "no slot" : `no ${slots} slots`;
  return new AcquireConcurrencySlotTimeoutError(`There was ${what} of ${names.join(", ")} in time.`);
}
