import { hash } from "node:crypto";
import type { Statement } from "../statement.ts";

// A prepared statement that a pooler between us and the database has lost, or has from somebody else
const lost: ReadonlySet<string> = new Set(["26000", "42P05"]);

/**
 * Names under which hot statements stay prepared on their connections. Behind a pooler that hands out another
 * connection with each transaction and does not carry names along, they are given up at the first sign of it.
 */
export class PreparedNames {
  readonly #names = new Map<string, { name: string }>();
  #areUsable = true;

  of(statement: Statement): { name?: string } {
    if (!this.#areUsable) return {};
    const text = statement.sql.postgres;
    let named = this.#names.get(text);
    if (named === undefined) {
      named = { name: `${statement.name.slice(0, 40)}-${hash("sha256", text).slice(0, 12)}` };
      this.#names.set(text, named);
    }
    return named;
  }

  /** Whether an error says that names do not work here; they are not used again then. */
  giveUpOn(code: string | undefined): boolean {
    if (code === undefined || !lost.has(code)) return false;
    this.#areUsable = false;
    return true;
  }
}
