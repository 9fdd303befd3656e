import type { App } from "../../server/app.ts";
import { listen, type Listening } from "../../server/listen.ts";
import { CommandFailure } from "../failure.ts";
import type { BindAddress } from "./bind-address.ts";

/** Listens, or says in one line why that cannot be. @throws {CommandFailure} */
export async function listenOrExplain(app: App, address: BindAddress): Promise<Listening> {
  try {
    return await listen(app, address);
  } catch (error) {
    throw new CommandFailure(whyNotListening(error, address), { cause: error });
  }
}

function whyNotListening(error: unknown, { host, port }: BindAddress): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is in use: end what listens there, or take another with --port ${port + 1}.`;
    case "EACCES":
      return `Port ${port} needs more rights than this user has: take one above 1023 with --port.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is no address of this machine: choose another with --host.`;
    default:
      return `Listening on ${host}:${port} failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}
