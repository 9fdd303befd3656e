import { systemClock } from "../../lib/clock.ts";
import { emptyDatabase } from "../../server/db/empty-database.ts";
import { latestSchema } from "../../server/db/migrations/index.ts";
import { openStore, type Store } from "../../server/db/store.ts";
import { giveBackSpace } from "../../server/retention/give-back-space.ts";
import { withoutPassword } from "../api.ts";
import { confirm } from "../confirm.ts";
import { CommandFailure } from "../failure.ts";
import { placeOf, type PlaceOptions } from "./place.ts";

/** Makes the database, or brings its tables up to date, as every start does. */
export async function migrateDatabase(options: PlaceOptions): Promise<void> {
  const { database } = placeOf(options);
  const store = await openStore({ database, clock: systemClock });
  await store.close();
  console.log(`${withoutPassword(database)} is up to date: schema ${latestSchema}.`);
}

/** Deletes all that is in the database. @throws {CommandFailure} something uses it */
export async function resetDatabase(options: PlaceOptions & { yes?: true }): Promise<void> {
  const { database } = placeOf(options);
  const shown = withoutPassword(database);
  if (!options.yes && !process.stdin.isTTY)
    throw new CommandFailure(`Nobody can be asked here whether to delete all of ${shown}: say --yes.`);
  const store = await openStore({ database, clock: systemClock });
  try {
    await refuseInUse(store, shown);
    if (!options.yes) await confirm(`Delete every run, deployment, block and key of ${shown}?`);
    await emptyDatabase(store);
    await giveBackSpace(store);
  } finally {
    await store.close();
  }
  console.log(`${shown} is empty.`);
}

async function refuseInUse(store: Store, database: string): Promise<void> {
  const now = systemClock.now();
  const held = await store.read((db) => db.selectFrom("service").select("name").where("expires", ">", now).execute());
  if (held.length > 0) throw new CommandFailure(`A server runs on ${database}: stop it first.`);
}
