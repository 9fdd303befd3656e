import type { Gate } from "../access/gate.ts";
import { mayDo, type Need } from "../access/needs.ts";
import type { Socket } from "./socket.ts";

const policyViolation = 1008;

export interface Admission {
  gate: Gate;
  /** What the socket is for. */
  need: Need;
}

/**
 * Asks the peer of a `prefect` socket who it is; false when the socket was closed instead. Source: http-api §8.1.
 * A peer that did not ask for that protocol is not asked either: it is only let in where nobody needs credentials.
 */
export async function authenticate(socket: Socket, admission: Admission): Promise<boolean> {
  if (socket.protocol !== "prefect") return await letInUnnamed(socket, admission);
  const text = await socket.receive();
  if (text === undefined) return false;
  const refusal = await refusalOf(parsed(text), admission);
  if (refusal !== undefined) {
    socket.close(policyViolation, refusal);
    return false;
  }
  await socket.send({ type: "auth_success" });
  return true;
}

const noToken = "Auth required but no token provided";

async function letInUnnamed(socket: Socket, { gate }: Admission): Promise<boolean> {
  const isClosed = await gate.isClosed();
  if (isClosed) socket.close(policyViolation, noToken);
  return !isClosed;
}

async function refusalOf(message: unknown, { gate, need }: Admission): Promise<string | undefined> {
  const { type, token } = (typeof message === "object" && message !== null ? message : {}) as Record<string, unknown>;
  if (type !== "auth") return "Expected 'auth' message";
  if (!(await gate.isClosed())) return undefined;
  if (typeof token !== "string" || token === "") return noToken;
  const actor = await gate.whoHas(token);
  if (actor === undefined) return "Invalid token";
  return mayDo(actor.role, need) ? undefined : `The role ${actor.role} may not use this`;
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
