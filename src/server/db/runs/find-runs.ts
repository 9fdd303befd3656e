import { uuidFromBytes } from "../../../lib/uuid.ts";
import type { Store } from "../store.ts";

const shortestPrefix = 6;
const most = 10;

/** The newest runs whose id begins with a text, or whose name it is. */
export async function findRuns(
  store: Store,
  table: "flow_run" | "task_run",
  text: string,
): Promise<{ id: string; name: string }[]> {
  const range = idsBeginningWith(text);
  return await store.read(async (db) => {
    const newest = db.selectFrom(table).select(["id", "name"]).orderBy("id", "desc").limit(most);
    const byId = range && (await newest.where("id", ">=", range[0]).where("id", "<=", range[1]).execute());
    if (byId && byId.length > 0) return byId;
    return await newest.where("name", "=", text).execute();
  });
}

/** The first and the last id that begin with a text; null when it is none's beginning, or too short. */
export function idsBeginningWith(text: string): [string, string] | null {
  const digits = text.replaceAll("-", "");
  if (digits.length < shortestPrefix || digits.length > 32 || !/^[0-9a-f]+$/i.test(digits)) return null;
  const filled = (digit: string): string => uuidFromBytes(Buffer.from(digits.padEnd(32, digit), "hex"));
  return [filled("0"), filled("f")];
}
