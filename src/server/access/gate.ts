import { hash, timingSafeEqual } from "node:crypto";
import type { Role } from "../../schemas/roles.ts";
import type { Keyring } from "./keyring.ts";

/** Who sends a request. */
export interface Actor {
  name: string;
  role: Role;
}

/** Everybody, where nobody is asked. */
export const anybody: Actor = { name: "anybody", role: "admin" };

/** Knows who may come in. */
export interface Gate {
  /** Whether it is closed whatever keys there are. */
  readonly isAlwaysClosed: boolean;
  /** Whether anybody has to say who they are. */
  isClosed(): Promise<boolean>;
  /** Who has this `user:password` or API key. */
  whoHas(token: string): Promise<Actor | undefined>;
  /** Who sends this Authorization header; undefined where it is none that is known. */
  whoSends(authorization: string | null): Promise<Actor | undefined>;
}

export interface GateOptions {
  /** `user:password`, which is an administrator's. */
  authString?: string | undefined;
  keyring?: Keyring | undefined;
}

export function openGate({ authString, keyring }: GateOptions): Gate {
  async function whoHas(token: string): Promise<Actor | undefined> {
    if (authString !== undefined && isEqual(token, authString)) return { name: userOf(authString), role: "admin" };
    return await keyring?.find(token);
  }

  return {
    isAlwaysClosed: authString !== undefined,
    isClosed: async () => authString !== undefined || ((await keyring?.hasKeys()) ?? false),
    whoHas,
    async whoSends(authorization) {
      const [, scheme = "", credentials = ""] = /^(\S+) (.+)$/.exec(authorization ?? "") ?? [];
      if (/^bearer$/i.test(scheme)) return await keyring?.find(credentials);
      if (!/^basic$/i.test(scheme)) return undefined;
      const text = Buffer.from(credentials, "base64").toString();
      // A browser's dialog wants a name, too: what stands before the colon does not matter for a key.
      return (await whoHas(text)) ?? (await keyring?.find(text.slice(text.indexOf(":") + 1)));
    },
  };
}

function userOf(authString: string): string {
  return authString.split(":", 1)[0]!;
}

/** Compares digests, which are of equal length whatever was sent, so that the time tells nothing. */
function isEqual(one: string, other: string): boolean {
  return timingSafeEqual(hash("sha256", one, "buffer"), hash("sha256", other, "buffer"));
}
