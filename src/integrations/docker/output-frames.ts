import { PassThrough, type Readable } from "node:stream";
import { eachLine } from "../../worker/runner/each-line.ts";
import type { TakeLine } from "../../worker/infrastructure.ts";

const headerBytes = 8;
const streams = ["stdin", "stdout", "stderr"];

/** Takes a container's two streams out of one: frames of [stream, 0, 0, 0, length in four bytes] and so many bytes. */
export async function eachOutputLine(source: Readable, take: TakeLine): Promise<void> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const lines = [eachLine(stdout, (line) => take(line, "stdout")), eachLine(stderr, (line) => take(line, "stderr"))];
  let waiting = Buffer.alloc(0);
  try {
    for await (const piece of source as AsyncIterable<Buffer>) {
      waiting = Buffer.concat([waiting, piece]);
      while (waiting.length >= headerBytes) {
        const end = headerBytes + waiting.readUInt32BE(4);
        if (waiting.length < end) break;
        (streams[waiting[0]!] === "stderr" ? stderr : stdout).write(waiting.subarray(headerBytes, end));
        waiting = waiting.subarray(end);
      }
    }
  } catch {
    // the engine went away; what came until then is kept
  }
  stdout.end();
  stderr.end();
  await Promise.all(lines);
}
