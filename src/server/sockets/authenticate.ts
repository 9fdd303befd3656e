import { hash, timingSafeEqual } from "node:crypto";
import type { Socket } from "./socket.ts";

const policyViolation = 1008;

/**
 * Asks the peer of a `prefect` socket who it is; false when the socket was closed instead. Source: http-api §8.1.
 * A peer that did not ask for that protocol is not asked either: it is only let in where nobody needs credentials.
 */
export async function authenticate(socket: Socket, authString: string | undefined): Promise<boolean> {
  if (socket.protocol !== "prefect") return true;
  const text = await socket.receive();
  if (text === undefined) return false;
  const refusal = refusalOf(parsed(text), authString);
  if (refusal !== undefined) {
    socket.close(policyViolation, refusal);
    return false;
  }
  await socket.send({ type: "auth_success" });
  return true;
}

function refusalOf(message: unknown, authString: string | undefined): string | undefined {
  const { type, token } = (typeof message === "object" && message !== null ? message : {}) as Record<string, unknown>;
  if (type !== "auth") return "Expected 'auth' message";
  if (authString === undefined) return undefined;
  if (typeof token !== "string" || token === "") return "Auth required but no token provided";
  return timingSafeEqual(digest(token), digest(authString)) ? undefined : "Invalid token";
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
