import { expect, test } from "vitest";
import { makeWorkplace } from "../../../test/support/command-line.ts";

test("a server in the background is started once, serves after its command has ended, and is stopped", async () => {
  await using workplace = await makeWorkplace();
  const start = ["server", "start", "--background", "--port", "0", "--no-ui"];
  const started = await workplace.sluice(start);
  try {
    expect(started).toMatchObject({ code: 0, stderr: "" });
    const url = /at (http:\S+),/.exec(started.stdout)![1]!;
    expect(await (await fetch(`${url}/api/health`)).json()).toBe(true);
    expect((await workplace.sluice(start)).stderr).toContain(`runs in the background already, at ${url}`);
  } finally {
    const stopped = await workplace.sluice(["server", "stop"]);
    expect(stopped.stdout).toContain("Stopped the server");
  }
  expect((await workplace.sluice(["server", "stop"])).stderr).toContain("No server runs in the background");
});

test("a server that cannot start says where to look", async () => {
  await using workplace = await makeWorkplace();
  const { code, stderr } = await workplace.sluice(["server", "start", "--background", "--host", "0.0.0.0"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: The server did not start: see .*server\.log\.\n$/);
});
