import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { systemClock } from "../../../lib/clock.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { latestSchema } from "../migrations/index.ts";
import { openStore, type Tx } from "../store.ts";
import { refuseNetworkFileSystem } from "./file-system.ts";
import { openForWriting } from "./open.ts";

function temporaryFile(): { file: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), "sluice-open-"));
  return { file: join(folder, "sluice.db"), [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

const open = (file: string) => openStore({ database: file, clock: systemClock });

async function create(file: string): Promise<void> {
  await (await open(file)).close();
}

/** Changes the file as another program would. */
function change(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

const addVariable = (tx: Tx, name: string, value = "1") =>
  tx.db.insertInto("variable").values({ id: uuidv7(), created: 1, updated: 1, name, tags: [], value }).execute();

test("S7: a file that a newer program has made unreadable for this one is refused, with what to do", async () => {
  using temporary = temporaryFile();
  await create(temporary.file);
  change(
    temporary.file,
    `UPDATE meta SET value = '${latestSchema + 1}' WHERE key = 'oldest_compatible'; PRAGMA user_version = ${latestSchema + 1}`,
  );
  await expect(open(temporary.file)).rejects.toMatchObject({
    trouble: "newer",
    message: expect.stringContaining("npm install sluice@latest"),
  });
});

test("S7: a file to which a newer program has only added is read and written as before", async () => {
  using temporary = temporaryFile();
  await create(temporary.file);
  change(temporary.file, `ALTER TABLE variable ADD COLUMN colour TEXT; PRAGMA user_version = ${latestSchema + 1}`);
  const store = await open(temporary.file);
  await store.write((tx) => addVariable(tx, "old program"));
  expect(await store.read((db) => db.selectFrom("variable").select("name").execute())).toHaveLength(1);
  await store.close();
});

test("S7: a damaged file, and one that is no database, are refused", async () => {
  using temporary = temporaryFile();
  writeFileSync(temporary.file, "these are not the bytes you are looking for".repeat(100));
  await expect(open(temporary.file)).rejects.toMatchObject({
    trouble: "corrupt",
    message: expect.stringContaining(temporary.file),
  });
  rmSync(temporary.file);
  await create(temporary.file);
  truncateSync(temporary.file, statSync(temporary.file).size / 2);
  await expect(open(temporary.file)).rejects.toMatchObject({ trouble: "corrupt" });
});

test("a database of another program is refused, and left as it is", async () => {
  using temporary = temporaryFile();
  change(temporary.file, "CREATE TABLE recipe (id INTEGER PRIMARY KEY)");
  await expect(open(temporary.file)).rejects.toMatchObject({
    trouble: "corrupt",
    message: expect.stringContaining("another program"),
  });
  const db = new DatabaseSync(temporary.file);
  expect(db.prepare("SELECT name FROM sqlite_schema").all()).toMatchObject([{ name: "recipe" }]);
  db.close();
});

test.runIf(process.platform === "linux")(
  "a folder in which no file may be written is refused as read-only",
  async () => {
    // Not even root may write here, which a folder's rights would not keep from it.
    await expect(open("/sys/sluice.db")).rejects.toMatchObject({ trouble: "read-only" });
  },
);

test("a full database refuses what does not fit, keeps what was acknowledged, and goes on", async () => {
  using temporary = temporaryFile();
  const store = await open(temporary.file);
  await store.write((tx) => addVariable(tx, "kept"));
  await store.write((tx) => sql`PRAGMA max_page_count = 1`.execute(tx.db));
  const group = ["a", "b"].map((name) => store.write((tx) => addVariable(tx, name, "x".repeat(1_000_000))));
  for (const outcome of await Promise.allSettled(group)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { trouble: "full" } });
  }
  expect(await store.read((db) => db.selectFrom("variable").select("name").execute())).toMatchObject([
    { name: "kept" },
  ]);
  await store.close();
});

test("a transaction that is kept beyond its unit writes nothing", async () => {
  using temporary = temporaryFile();
  const store = await open(temporary.file);
  let kept: Tx | undefined;
  await store.write((tx) => void (kept = tx));
  await expect(addVariable(kept!, "late")).rejects.toThrow("after the unit had ended");
  expect(await store.read((db) => db.selectFrom("variable").select("name").execute())).toEqual([]);
  await store.close();
});

test("M3: the database is readable by its owner only", async () => {
  using temporary = temporaryFile();
  await create(temporary.file);
  expect(statSync(temporary.file).mode & 0o077).toBe(0);
});

test("S6: tables are strict, and the file can shrink", async () => {
  using temporary = temporaryFile();
  await create(temporary.file);
  const db = new DatabaseSync(temporary.file);
  const tables = db
    .prepare("SELECT name, strict, wr FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  expect(tables.filter((table) => table["strict"] !== 1)).toEqual([]);
  expect(db.prepare("PRAGMA auto_vacuum").get()).toEqual({ auto_vacuum: 2 });
  expect(db.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  db.close();
});

test("S9: rows of hot tables are clustered by binary ids, states have one index more, and a task run that completed is in no index of states", async () => {
  using temporary = temporaryFile();
  await create(temporary.file);
  const db = new DatabaseSync(temporary.file);
  const query = (text: string) => db.prepare(text).all() as Record<string, string | number>[];
  const hot = ["flow_run", "task_run", "flow_run_state", "task_run_state", "log"];
  const tables = query("SELECT name, wr FROM pragma_table_list WHERE type = 'table'");
  const columnsOf = (index: string) => query(`SELECT name FROM pragma_index_info('${index}')`).map(({ name }) => name);
  const indexesOf = (table: string) =>
    query(`SELECT name FROM pragma_index_list('${table}') WHERE origin = 'c'`).map(({ name }) =>
      columnsOf(String(name)),
    );
  for (const name of hot) {
    expect(tables, name).toContainEqual({ name, wr: 1 });
    const id = query(`SELECT type FROM pragma_table_info('${name}') WHERE name = 'id'`);
    expect(id, name).toEqual([{ type: "BLOB" }]);
  }
  expect(indexesOf("flow_run_state").map(([first]) => first)).toEqual(["flow_run_id"]);
  expect(indexesOf("task_run_state").map(([first]) => first)).toEqual(["task_run_id"]);
  const ofStates = query("SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'task_run'")
    .map(({ sql: text }) => String(text))
    .filter((text) => /\([^()]*state_type/.test(text));
  for (const text of ofStates) expect(text).toContain("WHERE NOT (state_type = 'COMPLETED'"); // few rows are in it
  db.close();
});

test("S7: network file systems are refused with the remedy, local ones are not", async () => {
  const on = (type: number, mounts = "") => ({ type: async () => type, mounts: async () => mounts });
  const sshfs = "me@host:/ /mnt fuse.sshfs rw 0 0\n/dev/sda / ext4 rw 0 0\n";
  for (const probe of [on(0x6969), on(0xfe534d42), on(0xff534d42), on(-11317950), on(0x65735546, sshfs)]) {
    await expect(refuseNetworkFileSystem("/mnt/home", probe)).rejects.toMatchObject({
      trouble: "network-file-system",
      message: expect.stringContaining("SLUICE_HOME"),
    });
  }
  await refuseNetworkFileSystem("/home", on(0xef53));
  await refuseNetworkFileSystem("/home", on(0x65735546, sshfs));
});

test("S7: a file on a network file system is not opened", async () => {
  using temporary = temporaryFile();
  const probe = { type: async () => 0x6969, mounts: async () => "" };
  await expect(openForWriting({ file: temporary.file, sync: "normal", probe })).rejects.toMatchObject({
    trouble: "network-file-system",
  });
  expect(existsSync(temporary.file)).toBe(false);
});

test("S7: a commit outlives the process, and with sync full the loss of power", async () => {
  using temporary = temporaryFile();
  const synchronousOf = async (sync: "normal" | "full") => {
    const store = await openStore({ database: temporary.file, clock: systemClock, sync });
    const { rows } = await store.read((db) => sql<{ synchronous: number }>`PRAGMA synchronous`.execute(db));
    await store.close();
    return rows[0]?.synchronous;
  };
  expect(await synchronousOf("normal")).toBe(1);
  expect(await synchronousOf("full")).toBe(2);
});

test("a process that is killed while it writes leaves a file that the next one opens, with all that was acknowledged", async () => {
  using temporary = temporaryFile();
  const script = `
    import { openStore } from ${JSON.stringify(new URL("../store.ts", import.meta.url).href)};
    const store = await openStore({ database: process.argv[1], clock: { now: () => 1 } });
    const add = (tx, name) => tx.db.insertInto("variable").values({ id: name, created: 1, updated: 1, name, tags: [], value: "1" }).execute();
    await store.write((tx) => add(tx, "00000000-0000-7000-8000-000000000001"));
    store.write(async (tx) => {
      await add(tx, "00000000-0000-7000-8000-000000000002");
      process.kill(process.pid, "SIGKILL");
    });
    setInterval(() => {}, 1000);
  `;
  expect(() =>
    execFileSync(process.execPath, ["--input-type=module", "-e", script, temporary.file], { stdio: "ignore" }),
  ).toThrow("Command failed");
  const store = await open(temporary.file);
  expect(await store.read((db) => db.selectFrom("variable").select("id").execute())).toMatchObject([
    { id: "00000000-0000-7000-8000-000000000001" },
  ]);
  await store.close();
});

test("S2: a statement that meets another process's lock fails at once: waiting is left to the event loop", async () => {
  using temporary = temporaryFile();
  const store = await open(temporary.file);
  const { rows } = await store.read((db) => sql<{ timeout: number }>`PRAGMA busy_timeout`.execute(db));
  expect(rows).toEqual([{ timeout: 0 }]);
  await store.close();
});
