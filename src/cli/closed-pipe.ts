import type { Writable } from "node:stream";

/** Ends quietly when whoever reads the output has enough: `sluice flow-run ls | head -1`. */
export function endWithPipe(output: Writable): void {
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}
