import { isIP } from "node:net";
import { setting, textSetting } from "../../sdk/settings.ts";
import { CommandFailure } from "../failure.ts";

export interface BindOptions {
  host?: string;
  port?: number;
  allowPublic?: true;
}

export interface BindAddress {
  host: string;
  port: number;
}

/** Where to listen: by option, by setting, or 127.0.0.1:4200. */
export function bindAddress({ host, port }: BindOptions): BindAddress {
  return { host: host ?? textSetting("server.api.host")!, port: port ?? portFrom(textSetting("server.api.port")!) };
}

/** `user:password` that requests must carry. */
export function authString(): string | undefined {
  return setting("server.api.auth_string");
}

function portFrom(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new CommandFailure(`The setting server.api.port is "${text}", which is no port.`);
}

/**
 * Refuses an address that others reach while nobody has to say who they are.
 *
 * @throws {CommandFailure}
 */
export function refusePublicBind(
  { host }: BindAddress,
  { allowPublic, isGuarded }: { allowPublic: boolean; isGuarded: boolean },
): void {
  if (isLoopback(host) || isGuarded || allowPublic) return;
  throw new CommandFailure(
    `${host} can be reached from other machines, and this server would ask nobody for credentials. ` +
      'Make a key with "sluice api-key create NAME --role admin", set SLUICE_SERVER_API_AUTH_STRING=user:password, ' +
      "or say --allow-public.",
  );
}

export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith("127.");
  return host === "localhost" || host === "::1";
}
