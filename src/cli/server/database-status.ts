import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { systemClock } from "../../lib/clock.ts";
import { latestSchema } from "../../server/db/migrations/index.ts";
import { openStore, type Store } from "../../server/db/store.ts";
import { withoutPassword } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import type { OutputOptions } from "../options.ts";
import { printDetails } from "../print/print.ts";
import { placeOf, type PlaceOptions } from "./place.ts";

export type DatabaseOptions = PlaceOptions;

/** Says where the database is, how large, of which schema, and who runs its background services. */
export async function databaseStatus(options: OutputOptions & DatabaseOptions): Promise<void> {
  const { database } = placeOf(options);
  const isFile = !/^postgres(ql)?:/.test(database);
  const file = isFile ? resolve(database.replace(/^sqlite:(\/\/)?/, "")) : undefined;
  if (file !== undefined && !existsSync(file))
    throw new CommandFailure(`There is no database ${file} yet: the first run makes it.`);
  const store = await openStore({ database, clock: systemClock });
  try {
    const status = {
      database: file ?? withoutPassword(database),
      dialect: store.dialect,
      schema: latestSchema,
      bytes: sizeOf(file),
      ...(await rowsOf(store)),
    };
    printDetails(status, {
      ...options,
      entries: [
        ["Database", status.database],
        ["Kind", status.dialect],
        ["Schema", `${status.schema}, up to date`],
        ["Size", status.bytes === null ? null : `${(status.bytes / 1_000_000).toFixed(1)} MB`],
        ["Flow runs", status.flow_runs],
        ["Task runs", status.task_runs],
        ["Services", status.services.length === 0 ? "run by nobody at the moment" : status.services],
      ],
    });
  } finally {
    await store.close();
  }
}

/** The file with its write-ahead log. */
function sizeOf(file: string | undefined): number | null {
  if (file === undefined) return null;
  return [file, `${file}-wal`].reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

async function rowsOf(store: Store) {
  const now = systemClock.now();
  return await store.read(async (db) => {
    const count = async (table: "flow_run" | "task_run"): Promise<number> => {
      const row = await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll().as("count"))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    };
    const held = await db.selectFrom("service").select("name").where("expires", ">", now).orderBy("name").execute();
    return {
      flow_runs: await count("flow_run"),
      task_runs: await count("task_run"),
      services: held.map(({ name }) => name),
    };
  });
}
