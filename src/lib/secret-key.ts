import { randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The key of a home: for the hashes of secrets in identities and cache keys, and for encrypted results. `SLUICE_SECRET_KEY`
 * holds it where several machines share runs; otherwise it is made once and kept in the home, readable by its owner only.
 */
export function secretKeyOf(home: string, env: NodeJS.ProcessEnv = process.env): string {
  const given = env["SLUICE_SECRET_KEY"];
  if (given !== undefined && given !== "") return given;
  const path = join(home, "secret.key");
  if (!existsSync(path)) makeKey(path);
  return readFileSync(path, "utf8").trim();
}

/** Two processes may make it at once: the first link wins, and both read what it holds. */
function makeKey(path: string): void {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
  try {
    linkSync(own, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(own, { force: true });
  }
}
