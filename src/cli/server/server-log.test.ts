import { expect, test } from "vitest";
import { serverLog } from "./server-log.ts";

test("json is one object a line, with the facts and the error", () => {
  const lines: string[] = [];
  const log = serverLog("json", (line) => lines.push(line));
  log.info("serving", { url: "http://127.0.0.1:1" });
  log.error("A request failed", new Error("disk\nfull"), { path: "/api/flows" });
  expect(lines.every((line) => !line.includes("\n"))).toBe(true);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: "info", message: "serving", url: "http://127.0.0.1:1" });
  expect(JSON.parse(lines[1]!)).toMatchObject({ level: "error", path: "/api/flows" });
  expect(JSON.parse(lines[1]!).error).toContain("disk\nfull");
});

test("text is for people", () => {
  const lines: string[] = [];
  serverLog("text", (line) => lines.push(line)).error("A request failed", new Error("disk full"));
  expect(lines[0]).toContain("A request failed: Error: disk full");
});
