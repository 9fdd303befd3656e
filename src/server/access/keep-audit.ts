import type { Clock } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { insertAudit } from "../db/access/audit.ts";
import type { Store } from "../db/store.ts";
import type { Change } from "../web/require-access.ts";

const longestPath = 500;

/** Keeps changes in the store. */
export function keepAudit(store: Store, clock: Clock): (change: Change) => Promise<void> {
  return ({ actor, method, path, status }) =>
    store.write((tx) =>
      insertAudit(tx, {
        id: uuidv7(),
        occurred: clock.now(),
        actor: actor.name,
        role: actor.role,
        method,
        address: path.slice(0, longestPath),
        http_status: status,
      }),
    );
}
