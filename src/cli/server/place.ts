import { resolve } from "node:path";
import { ensureHome, findHome } from "../../lib/home.ts";
import { databaseOf } from "../api.ts";

export interface PlaceOptions {
  home?: string;
  database?: string;
}

/** The home and the database that the options name, or the usual ones. The home is made where it is not there. */
export function placeOf({ home, database }: PlaceOptions): { home: string; database: string } {
  const folder = ensureHome(home === undefined ? findHome() : resolve(home));
  return { home: folder, database: database ?? databaseOf(folder) };
}
