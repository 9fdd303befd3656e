// The HTTP API of a Docker engine, or of what speaks as one (Podman). Paths name no version, so the engine takes its own.

import { type IncomingMessage, request, type RequestOptions } from "node:http";
import { text } from "node:stream/consumers";
import type { JsonObject } from "../../lib/json.ts";
import { ConfigurationError, SluiceError } from "../../sdk/errors.ts";

/** A Docker engine does not answer, or does not do what it was asked. */
export class DockerError extends SluiceError {
  static override readonly code = "docker-engine";
  /** The status of its answer, where there was one. */
  readonly status: number | undefined;

  constructor(message: string, { status, cause }: { status?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.status = status;
  }
}

export interface EngineCall {
  body?: JsonObject;
  headers?: Record<string, string>;
  /** How long it may be silent before its answer begins. Default a minute. */
  patienceMs?: number;
  /** How long it may be silent within its answer. Default: for ever. */
  silenceMs?: number;
}

export type DockerEngine = ReturnType<typeof dockerEngine>;

/** @throws {ConfigurationError} the address is of a kind that is not spoken here */
export function dockerEngine(address = process.env["DOCKER_HOST"] || "unix:///var/run/docker.sock") {
  const target = targetOf(address);

  /** Resolves when the answer begins. @throws {DockerError} */
  function open(method: "GET" | "POST" | "DELETE", path: string, call: EngineCall = {}): Promise<IncomingMessage> {
    const { body, patienceMs = 60_000, silenceMs = 0 } = call;
    const headers = { ...call.headers, ...(body !== undefined && { "content-type": "application/json" }) };
    return new Promise((resolve, reject) => {
      const sent = request({ ...target, method, path, headers, agent: false, timeout: patienceMs });
      sent.on("timeout", () => sent.destroy(new Error("it was silent for too long")));
      sent.on("error", (cause) => reject(unanswered(address, cause)));
      sent.on("response", (answer) => {
        sent.setTimeout(silenceMs);
        if (answer.statusCode! < 400) resolve(answer);
        else void refusal(answer).then(reject);
      });
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** The whole answer as JSON; undefined where there is none. @throws {DockerError} */
  async function ask<T>(method: "GET" | "POST" | "DELETE", path: string, call?: EngineCall): Promise<T> {
    const answer = await text(await open(method, path, call)).catch((cause: unknown) => {
      throw unanswered(address, cause);
    });
    return (answer === "" ? undefined : JSON.parse(answer)) as T;
  }

  return { address, open, ask };
}

function targetOf(address: string): RequestOptions {
  if (address.startsWith("unix://")) return { socketPath: address.slice("unix://".length), host: "localhost" };
  if (address.startsWith("npipe://")) return { socketPath: address.slice("npipe://".length), host: "localhost" };
  const { protocol, hostname, port } = URL.parse(address) ?? {};
  const hasTls = (process.env["DOCKER_TLS_VERIFY"] ?? "") !== "";
  if ((protocol === "tcp:" || protocol === "http:") && hostname && !hasTls)
    return { host: hostname, port: port || "2375" };
  throw new ConfigurationError(
    `DOCKER_HOST is "${address}": a worker reaches unix://…, npipe://… and tcp://… without TLS. For another machine, forward its socket: ssh -L /tmp/docker.sock:/var/run/docker.sock <machine>.`,
  );
}

function unanswered(address: string, cause: unknown): DockerError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const known = code === "EACCES" ? "this user may not open it: add it to the group docker" : "is it running?";
  return new DockerError(
    `The Docker engine at ${address} does not answer (${code ?? message}); ${known} DOCKER_HOST names another.`,
    { cause },
  );
}

async function refusal(answer: IncomingMessage): Promise<DockerError> {
  const body = await text(answer).catch(() => "");
  return new DockerError(messageIn(body) || `The Docker engine answered ${answer.statusCode}.`, {
    status: answer.statusCode!,
  });
}

function messageIn(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? "";
  } catch {
    return body.trim();
  }
}
