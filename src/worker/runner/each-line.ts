import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

const longestLine = 64 * 1024;

/** Gives a stream line by line; what is left without an end at the end, too (pain P23). Resolves at the end. */
export function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const add = (text: string): void => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop()!;
    for (const line of lines) take(line);
    if (rest.length > longestLine) take(rest.slice(0, longestLine));
    rest = rest.length > longestLine ? rest.slice(longestLine) : rest;
  };
  return new Promise((resolve) => {
    stream.on("data", (piece: Buffer) => add(decoder.write(piece)));
    stream.once("close", () => {
      if (rest !== "") take(rest);
      resolve();
    });
    stream.on("error", () => {});
  });
}
