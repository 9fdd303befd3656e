// Programs as their user runs them, each test with a home of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Kysely } from "kysely";
import { systemClock } from "../../../src/lib/clock.ts";
import { openStore } from "../../../src/server/db/store.ts";
import type { Tables } from "../../../src/server/db/tables.ts";

const killPoints = new URL("./kill-points.ts", import.meta.url).href;
const cli = fileURLToPath(new URL("../../../src/cli/bin.ts", import.meta.url));

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

export interface Ending {
  /** The kill point at which the process ends; without one it runs through. */
  killAt?: number | undefined;
  env?: Record<string, string>;
}

export interface StoredRun {
  id: string;
  state: string | null;
  /** Of its current state. */
  message: string | null;
  result: string | null;
  notes: string[] | null;
  attempt: number;
  try: number;
}

/** A folder with a database, a journal, and the programs that use them. */
export class Home implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "sluice-chaos-"));
  readonly journal = join(this.path, "journal.txt");

  /** A script, as by `node script.ts`. */
  async run(script: string, ending: Ending = {}): Promise<Ended> {
    return await endOf(this.start([script], ending));
  }

  /** `sluice flow-run retry ID`, with options after it */
  async retry(id: string, ending: Ending = {}): Promise<Ended> {
    return await endOf(this.startRetry(id, ending));
  }

  startRetry(id: string, ending: Ending = {}, ...options: string[]): ChildProcess {
    return this.start([cli, "flow-run", "retry", id, ...options], ending);
  }

  /** `sluice flow-run cancel ID` */
  async cancel(id: string): Promise<Ended> {
    return await endOf(this.start([cli, "flow-run", "cancel", id]));
  }

  start(args: readonly string[], { killAt, env = {} }: Ending = {}): ChildProcess {
    return spawn(process.execPath, ["--import", killPoints, ...args], {
      env: {
        ...process.env,
        SLUICE_HOME: this.path,
        CHAOS_JOURNAL: this.journal,
        CHAOS_KILL_AT: String(killAt ?? 0),
        SLUICE_API_URL: "",
        NO_COLOR: "1",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** The flow runs that nothing but a person has started, the oldest first. */
  async runs(): Promise<StoredRun[]> {
    return await this.#read(async (db) =>
      db
        .selectFrom("flow_run as run")
        .leftJoin("flow_run_state as current", "current.id", "run.state_id")
        .select(["run.id", "state_name as state", "message", "result", "notes", "attempt", "try"])
        .where("parent_task_run_id", "is", null)
        .orderBy("run.id")
        .execute(),
    );
  }

  /** The ids of the calls whose completion is in the store, with a result to reuse. */
  async completedCalls(): Promise<string[]> {
    const rows = await this.#read(async (db) =>
      db.selectFrom("task_run").select("id").where("state_name", "=", "Completed").execute(),
    );
    return rows.map(({ id }) => id);
  }

  /** Why results were reused, as the task runs' pages show it. */
  async reasons(): Promise<(string | null)[]> {
    const reused = await this.#read((db) =>
      db.selectFrom("task_run").select("reused").where("reused", "is not", null).execute(),
    );
    return reused.map((row) => row.reused);
  }

  /** What the store knows of a call, for a test that found it run twice: its row, its states and its run's attempts. */
  async historyOf(callId: string): Promise<string> {
    return await this.#read(async (db) => {
      const call = await db.selectFrom("task_run").selectAll().where("id", "=", callId).executeTakeFirst();
      const ofCall = db.selectFrom("task_run_state").selectAll().where("task_run_id", "=", callId);
      const states = await ofCall.orderBy("id").execute();
      const attempts = db
        .selectFrom("flow_run_attempt")
        .selectAll()
        .where("flow_run_id", "=", call?.flow_run_id ?? "");
      const about = { call, states, attempts: await attempts.orderBy("attempt").execute() };
      const journal = this.journalLines().filter((line) => line.endsWith(` ${callId}`));
      return [...journal, JSON.stringify(about, undefined, 1)].join("\n");
    });
  }

  /** Lines of the journal, such as `started <id>`. */
  journalLines(): string[] {
    return existsSync(this.journal) ? readFileSync(this.journal, "utf8").trimEnd().split("\n") : [];
  }

  /** The id of the first call that ran. */
  firstCall(): string {
    return this.journalLines()[0]!.replace("started ", "");
  }

  async #read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    const store = await openStore({ database: join(this.path, "sluice.db"), clock: systemClock });
    try {
      return await store.read(query);
    } finally {
      await store.close();
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Waits for the end of a process; `meanwhile` starts once it runs. */
export async function endOf(child: ChildProcess, meanwhile?: () => Promise<void>): Promise<Ended> {
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += String(chunk)));
  child.stderr?.on("data", (chunk: Buffer) => (output += String(chunk)));
  void meanwhile?.();
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal, output };
}

/** Calls that ran although their completion had been reported before; there must be none. */
export function ranTwice(lines: readonly string[]): string[] {
  const reported = new Set<string>();
  const twice: string[] = [];
  for (const line of lines) {
    const [what, id = ""] = line.split(" ");
    if (what === "reported") reported.add(id);
    else if (reported.has(id)) twice.push(id);
  }
  return twice;
}
