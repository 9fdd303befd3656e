import { spoolPath } from "../../lib/home.ts";
import { shipSpool } from "../../lib/spool.ts";
import { jsonPost } from "../../lib/text-request.ts";
import { createApp } from "../../server/app.ts";
import type { Store } from "../../server/db/store.ts";

export interface Spools {
  home: string;
  /** What the processes wrote to: this database, or a server at one of these addresses. */
  targets: readonly string[];
}

/**
 * Takes in what processes on this machine could not deliver before they ended (engine.md R4). Before the first sweep:
 * once that has ended their runs, what they had to say of them is refused.
 */
export async function deliverSpools(store: Store, { home, targets }: Spools): Promise<void> {
  const { fetch } = createApp({ store });
  const deliver = async (batch: string): Promise<boolean> => {
    const { ok, status } = await fetch(jsonPost("http://sluice.spool/api/sluice/record", batch));
    if (status >= 500) throw new Error(`the database does not take it now (${status})`);
    return ok;
  };
  for (const target of targets) {
    const folder = spoolPath(home, target);
    await shipSpool(folder, deliver).catch((error: unknown) =>
      console.error(`What ended processes left in ${folder} stays there: ${String(error)}`),
    );
  }
}

/** The addresses by which processes on this machine may know a server. */
export function apiUrls({ host, port }: { host: string; port: number }): string[] {
  const names = new Set([host, "127.0.0.1", "localhost"]);
  return [...names].map((name) => `http://${name.includes(":") ? `[${name}]` : name}:${port}/api`);
}
