import { rmSync } from "node:fs";
import { mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../lib/json.ts";
import { connect } from "../../sdk/engine/reporting/process.ts";
import { pullInto } from "./pull-into.ts";
import { referencesTo } from "./references.ts";

/** Brings code into a new folder, which goes when this process does; returns where in it the code is. */
export async function pullIntoOwnFolder(pull: readonly JsonObject[]): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "sluice-code-")));
  const from = process.cwd();
  process.once("exit", () => {
    process.chdir(from); // some systems keep the folder that a process is in
    rmSync(folder, { recursive: true, force: true });
  });
  const { api } = await connect();
  return await pullInto(folder, pull, referencesTo(api));
}
