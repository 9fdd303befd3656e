import { readFile, statfs } from "node:fs/promises";
import { StoreError } from "../store-error.ts";

// Source: statfs(2). SQLite's WAL needs shared memory, which these cannot share between machines.
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
]);

const fuse = 0x65735546;
const networkFuse = /^fuse\.(sshfs|s3fs|rclone|gcsfuse|davfs|glusterfs)/;

/** Finds the file system of a folder: the type number of statfs(2), and the name that mount(8) shows. */
export interface FileSystemProbe {
  type(folder: string): Promise<number>;
  mounts(): Promise<string>;
}

export const systemProbe: FileSystemProbe = {
  type: async (folder) => (await statfs(folder)).type,
  mounts: () => readFile("/proc/self/mounts", "utf8").catch(() => ""),
};

/** Refuses a folder on a network file system (engine.md S7). */
export async function refuseNetworkFileSystem(folder: string, probe = systemProbe): Promise<void> {
  const name = await networkFileSystemOf(folder, probe);
  if (name === undefined) return;
  throw new StoreError(
    "network-file-system",
    `${folder} is on a network file system (${name}), where SQLite's write-ahead log can lose data: ` +
      "set SLUICE_HOME to a folder on a local disk, or use PostgreSQL",
  );
}

async function networkFileSystemOf(folder: string, probe: FileSystemProbe): Promise<string | undefined> {
  const type = (await probe.type(folder)) >>> 0;
  if (type !== fuse) return networkFileSystems.get(type);
  const name = mountedAs(folder, await probe.mounts());
  return name !== undefined && networkFuse.test(name) ? name : undefined;
}

/** The type of the innermost mount that holds the folder. */
function mountedAs(folder: string, mounts: string): string | undefined {
  const holding = mounts
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, point = ""]) => `${folder}/`.startsWith(point.endsWith("/") ? point : `${point}/`))
    .toSorted(([, a = ""], [, b = ""]) => b.length - a.length);
  return holding[0]?.[2];
}
