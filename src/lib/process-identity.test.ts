import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { fateOf, ownProcess, processStart } from "./process-identity.ts";

test("this process is alive", () => {
  expect(fateOf(ownProcess())).toBe("alive");
});

test("a process that was killed is gone", async () => {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const identity = { ...ownProcess(), pid: child.pid!, pid_started: processStart(child.pid!)! };
  expect(fateOf(identity)).toBe("alive");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(fateOf(identity)).toBe("gone");
});

test("another process with the pid of an earlier one is not taken for it", () => {
  expect(fateOf({ ...ownProcess(), pid_started: "1" })).toBe("gone");
});

test("what ran before the machine was booted is gone; what runs in another container is elsewhere", () => {
  const { boot_id } = ownProcess();
  const [, namespace] = boot_id.split("/");
  expect(fateOf({ ...ownProcess(), boot_id: `another-boot/${namespace}` })).toBe("gone");
  expect(fateOf({ ...ownProcess(), boot_id: boot_id.replace(/\/.*/, "/pid:[1]") })).toBe("elsewhere");
});

test("nothing is known of a process on another machine", () => {
  expect(fateOf({ ...ownProcess(), host: "elsewhere.example", pid_started: "1" })).toBe("elsewhere");
});

test("without the start of a process, only that no process has its pid can be told", () => {
  expect(fateOf({ ...ownProcess(), pid_started: "" })).toBe("elsewhere");
  expect(fateOf({ ...ownProcess(), pid: 2 ** 22 + 1, pid_started: "" })).toBe("gone");
});
