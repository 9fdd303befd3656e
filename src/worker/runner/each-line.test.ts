import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { eachLine } from "./each-line.ts";

async function linesOf(...pieces: (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  const done = eachLine(stream, (line) => lines.push(line));
  for (const piece of pieces) stream.write(piece);
  stream.end();
  await done;
  return lines;
}

test("lines are whole, whatever pieces they come in, and the last one needs no end", async () => {
  expect(await linesOf("a", "b\nc\r\n", "\nlast")).toEqual(["ab", "c", "", "last"]);
});

test("a character that is cut in two is one", async () => {
  const text = Buffer.from("漢\n");
  expect(await linesOf(text.subarray(0, 1), text.subarray(1))).toEqual(["漢"]);
});

test("a line without an end is given in parts, so that it takes no memory", async () => {
  const lines = await linesOf("x".repeat(200_000));
  expect(lines.join("")).toHaveLength(200_000);
  expect(lines.length).toBeGreaterThan(1);
});
