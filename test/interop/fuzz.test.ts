// Requests that nobody would send: made by schemathesis of our OpenAPI document, and by us of what Prefect's client sends.
// Whatever comes in, no answer is a 5xx, and what is refused has written nothing.

import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/lib/clock.ts";
import { createApp } from "../../src/server/app.ts";
import type { Store } from "../../src/server/db/store.ts";
import { tableNames } from "../../src/server/db/table-names.ts";
import { listen } from "../../src/server/listen.ts";
import { databases } from "../support/databases.ts";
import { openInteropServer } from "./support/interop-server.ts";
import { mutationsOf } from "./support/mutations.ts";
import { newest, prefectVenv } from "./support/prefect-venv.ts";
import { pythonVenv } from "./support/python-venv.ts";

const run = promisify(execFile);
const bin = await pythonVenv({ name: "schemathesis", version: "4.32.5" });
const venv = await prefectVenv(newest);
const noSlotFree = 423; // is counted at the limit

describe.each(databases)("on $name", (database) => {
  const { open, skip } = database;
  test.skipIf(bin === null || skip)(
    "requests made of the OpenAPI document get no 5xx",
    async () => {
      await using store = await open(systemClock);
      const unexpected: unknown[] = [];
      await using listening = await listen(createApp({ store, onUnexpected: (error) => unexpected.push(error) }));
      const phases = database.name === "SQLite" ? "coverage,fuzzing" : "fuzzing";
      const said = await schemathesis(`${listening.url}/api/openapi.json`, phases);
      expect(unexpected).toEqual([]);
      expect(said).toMatch(/Test cases:\s+\d{3,} generated, \d+ passed/);
    },
    400_000,
  );

  test.skipIf(venv === null || skip)(
    "what Prefect's client sends, with fields added, left out and of other types, gets no 5xx, and what is refused writes nothing",
    async () => {
      const sent: Request[] = [];
      await using server = await openInteropServer(database, venv!, {
        services: [], // what they write is not written by a request
        onRequest: (request) => sent.push(request),
      });
      for (const script of ["flows.py", "objects.py"]) await server.python(script);
      const { store } = server;
      const unexpected: unknown[] = [];
      const app = createApp({ store, onUnexpected: (error) => unexpected.push(error) });
      let before = await contents(store);
      for (const request of await mutationsOf(sent, {
        seed: Number(process.env["FUZZ_SEED"] ?? 20_261_125),
        each: Number(process.env["FUZZ_EACH"] ?? 12),
      })) {
        const said = `${request.method} ${new URL(request.url).pathname} ${await request.clone().text()}`;
        const { status } = await app.fetch(request);
        expect(status, said).toBeLessThan(500);
        const after = await contents(store);
        if (status >= 400 && status !== noSlotFree) expect(after, `written by a refused ${said}`).toEqual(before);
        before = after;
      }
      expect(unexpected).toEqual([]);
    },
    400_000,
  );
});

/** What it says at its end; throws that, if it has found something. */
async function schemathesis(document: string, phases: string): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), "sluice-fuzz-")); // where it keeps what it learns
  const options = ["--checks", "not_a_server_error", "--phases", phases, "--max-examples", "8"];
  try {
    const endless = ["--exclude-path", "/api/sluice/wake"]; // its answer lasts as long as somebody reads it
    const args = [
      "run",
      document,
      ...endless,
      ...options,
      "--seed",
      "11",
      "--request-timeout",
      "20",
      "--suppress-health-check",
      "all",
    ];
    const { stdout } = await run(join(bin!, "st"), args, { cwd, timeout: 380_000, maxBuffer: 64 << 20 });
    return stdout;
  } catch (error) {
    throw new Error((error as { stdout?: string }).stdout ?? String(error), { cause: error });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Every row of every table, as one digest a table. */
async function contents(store: Store): Promise<Record<string, string>> {
  return await store.read(async (db) => {
    const digests: Record<string, string> = {};
    for (const table of tableNames) {
      const { rows } = await sql`SELECT * FROM ${sql.table(table)}`.execute(db);
      digests[table] = hash(
        "sha1",
        rows
          .map((row) => JSON.stringify(row))
          .toSorted()
          .join(),
      );
    }
    return digests;
  });
}
