import { ownProcess } from "../../../lib/process-identity.ts";
import { version } from "../../../lib/version.ts";
import type { Owner } from "../../../schemas/record.ts";
import { numberSetting } from "../../settings.ts";

/** How long a run may be silent before others take it for dead (engine.md L1). */
export const leaseSeconds = (): number => numberSetting("runs.lease_seconds") ?? 30;

let owner: Owner | undefined;

/** This process, as the store knows it. */
export function thisOwner(): Owner {
  owner ??= { ...ownProcess(), node: process.version, sdk: version };
  return owner;
}
