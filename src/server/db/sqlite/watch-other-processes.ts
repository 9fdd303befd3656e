import type { CommitListeners } from "../commit-listeners.ts";
import type { SqliteConnection } from "./connection.ts";
import { isLocked } from "./when-locked.ts";

const intervalMs = 200;
const anything: ReadonlySet<string> = new Set(["*"]);

/**
 * Tells listeners `*` when another process has committed to the file (engine.md S2).
 * SQLite sends no word, so while somebody listens its version number is looked at; that costs microseconds.
 */
export function watchOtherProcesses(connection: SqliteConnection, listeners: CommitListeners): () => void {
  let known = dataVersion(connection); // what is committed from here on is told
  const timer = setInterval(() => {
    if (listeners.isEmpty || connection.isInTransaction) return;
    const version = dataVersion(connection);
    if (version !== undefined && known !== undefined && version !== known) listeners.tell(anything);
    known = version ?? known;
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

function dataVersion(connection: SqliteConnection): unknown {
  try {
    return connection.all("PRAGMA data_version")[0]?.["data_version"];
  } catch (error) {
    if (isLocked(error)) return undefined; // the next look will tell
    throw error;
  }
}
