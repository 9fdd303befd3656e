import { statement } from "../db/statement.ts";
import type { Store, Tx } from "../db/store.ts";

/** Pages that one unit gives back: a few milliseconds. */
const pagesAtOnce = 200;
const mostSteps = 500;

const countFree = statement("count-free-pages", "PRAGMA freelist_count", []);
const giveBack = statement("give-back-pages", `PRAGMA incremental_vacuum(${pagesAtOnce})`, []);

/** Gives the free pages of a SQLite file back to the file system, in small steps; PostgreSQL does so by itself. */
export async function giveBackSpace(store: Store): Promise<number> {
  if (store.dialect !== "sqlite") return 0;
  let given = 0;
  for (let step = 0; step < mostSteps; step++) {
    const count = await store.write(giveBackSome);
    given += count;
    if (count < pagesAtOnce) break;
  }
  return given;
}

async function giveBackSome(tx: Tx): Promise<number> {
  const before = await freePages(tx);
  if (before === 0) return 0;
  await tx.all(giveBack, []); // it gives a page for each row that is asked for: `run` would ask once
  return before - (await freePages(tx));
}

async function freePages(tx: Tx): Promise<number> {
  const [row] = await tx.all<{ freelist_count: number }>(countFree, []);
  return row?.freelist_count ?? 0;
}
