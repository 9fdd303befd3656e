import { execFile, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { embeddedPostgresBin } from "./embedded-postgres.ts";

export interface Cluster {
  /** Of the database `postgres`, as a user who may create others. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL of our own in a temporary folder, reachable by a Unix socket only.
 *
 * @param settings changes the defaults, which trade safety for speed: a test's data need not survive a crash
 */
export async function startCluster(settings: Record<string, string> = {}): Promise<Cluster> {
  const bin = postgresBin();
  const identity = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), "sluice-pg-"));
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  if (identity !== undefined) for (const path of [folder, data]) chownSync(path, identity.uid, identity.gid);
  const initdb = ["-D", data, "-U", "sluice", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
  await promisify(execFile)(join(bin, "initdb"), initdb, { ...identity, cwd: folder });
  return launch({ bin, folder, data, identity, settings });
}

interface Launch {
  bin: string;
  folder: string;
  data: string;
  identity: Identity | undefined;
  settings: Record<string, string>;
}

async function launch({ bin, folder, data, identity, settings }: Launch): Promise<Cluster> {
  const all = { ...forTests, listen_addresses: "", unix_socket_directories: folder, ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(bin, "postgres"), ["-D", data, ...flags], { ...identity, cwd: folder, stdio: "ignore" });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const killWithUs = () => void server.kill("SIGQUIT");
  process.once("exit", killWithUs);

  const url = `postgresql://sluice@/postgres?host=${encodeURIComponent(folder)}`;
  const stop = async () => {
    process.off("exit", killWithUs);
    server.kill("SIGINT"); // PostgreSQL's "fast shutdown"
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  await answering(url).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, stop };
}

const forTests = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" };

async function answering(url: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (tries === 200) throw error;
    }
    await delay(50);
  }
}

function postgresBin(): string {
  const debian = globSync("/usr/lib/postgresql/*/bin/initdb").toSorted().at(-1);
  const bin = debian === undefined ? embeddedPostgresBin() : dirname(debian);
  if (bin !== null && existsSync(join(bin, "initdb"))) return bin;
  throw new Error("no PostgreSQL is installed: apt-get install postgresql, or set SLUICE_TEST_POSTGRES_URL");
}

type Identity = { uid: number; gid: number };

/** PostgreSQL refuses to run as root: another user of the machine has to lend its name. */
function unprivileged(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const name = isUser("postgres") ? "postgres" : "nobody";
  return { uid: idOf("-u", name), gid: idOf("-g", name) };
}

function isUser(name: string): boolean {
  try {
    return idOf("-u", name) > 0;
  } catch {
    return false;
  }
}

function idOf(kind: "-u" | "-g", name: string): number {
  return Number(execFileSync("id", [kind, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
}
