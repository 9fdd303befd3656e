// The result storage of the parent, for the results of nested calls that are too large for the store.

import type { ResultStorage } from "../../results/result-storage.ts";
import type { ParentLine } from "./parents-runner.ts";

export async function storageOver(line: ParentLine): Promise<ResultStorage> {
  return {
    location: await line.ask("storageLocation", undefined),
    read: (key) => line.ask("readResult", key),
    write: (key, bytes) => line.ask("writeResult", { key, bytes }),
    exists: (key) => line.ask("hasResult", key),
    delete: (key) => line.ask("deleteResult", key),
  };
}
