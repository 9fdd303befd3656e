import { isIP } from "node:net";
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

/** Where to listen: by option, by `SLUICE_SERVER_API_HOST` and `…_PORT` (or Prefect's), or 127.0.0.1:4200. */
export function bindAddress({ host, port }: BindOptions, env: NodeJS.ProcessEnv = process.env): BindAddress {
  return {
    host: host ?? fromEnvironment("HOST", env) ?? "127.0.0.1",
    port: port ?? portFrom(fromEnvironment("PORT", env)) ?? 4200,
  };
}

/** `user:password` that requests must carry. */
export function authString(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return fromEnvironment("AUTH_STRING", env);
}

function fromEnvironment(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return env[`SLUICE_SERVER_API_${name}`] || env[`PREFECT_SERVER_API_${name}`] || undefined;
}

function portFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new CommandFailure(`SLUICE_SERVER_API_PORT is "${text}", which is no port.`);
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
      "Set SLUICE_SERVER_API_AUTH_STRING=user:password, or say --allow-public.",
  );
}

export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith("127.");
  return host === "localhost" || host === "::1";
}
