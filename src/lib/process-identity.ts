import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Which process this is, such that no later process is ever taken for it (engine.md R1, R2). */
export interface ProcessIdentity {
  host: string;
  /** Changes when the machine boots, and differs between containers: the space in which a pid means something. */
  boot_id: string;
  pid: number;
  /** When the process began, in the system's own words: a pid is given again, a pid and its start are not. */
  pid_started: string;
}

let own: ProcessIdentity | undefined;

/** The identity of this process. */
export function ownProcess(): ProcessIdentity {
  own ??= { host: hostname(), boot_id: bootId(), pid: process.pid, pid_started: processStart(process.pid) ?? "" };
  return own;
}

export type ProcessFate = "alive" | "gone" | "elsewhere";

/** Whether a process of this machine still runs; "elsewhere" when it is none of this machine's, or cannot be told. */
export function fateOf(suspect: ProcessIdentity): ProcessFate {
  const { host, boot_id } = ownProcess();
  if (suspect.host !== host) return "elsewhere";
  if (boot_id === "" || suspect.pid_started === "") return exists(suspect.pid) ? "elsewhere" : "gone";
  if (suspect.boot_id !== boot_id) return isSamePidSpace(suspect.boot_id, boot_id) ? "gone" : "elsewhere";
  const started = processStart(suspect.pid);
  return started === suspect.pid_started ? "alive" : "gone";
}

/** After a reboot of the same machine nothing of before runs; another container's processes may. */
function isSamePidSpace(theirs: string, ours: string): boolean {
  return theirs.split("/")[1] === ours.split("/")[1];
}

function bootId(): string {
  const boot = read("/proc/sys/kernel/random/boot_id");
  return boot === undefined ? "" : `${boot.trim()}/${pidNamespace()}`;
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** Without /proc: whether any process has the pid. That it is the same one cannot be told, so leases decide then. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

// Source: proc(5), field 22 of /proc/<pid>/stat, after the name, which may hold spaces and parentheses.
/** When a process began; undefined when there is none, or no /proc. */
export function processStart(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const isDead = fields[0] === "Z" || fields[0] === "X"; // killed, and not yet collected by its parent
  return isDead ? undefined : fields[19];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
