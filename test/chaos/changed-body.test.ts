import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Home } from "./support/programs.ts";

const sluice = fileURLToPath(new URL("../../src/index.ts", import.meta.url));

/** A flow in a file of its own, which ends its process at `crash()` unless it goes on. */
function write(home: Home, body: string, options = "{}"): string {
  const file = join(home.path, "changing-flow.ts");
  writeFileSync(
    file,
    `import { flow, task } from ${JSON.stringify(sluice)};
    const crash = (): void => { if (process.env["CHAOS_END"] !== undefined) process.kill(process.pid, "SIGKILL"); };
    const upload = task(async function upload(text: string) { console.log("uploading", text); return text.length; });
    const notify = task(async function notify(who: string) { console.log("notifying", who); return who; });
    export const changing = flow({ name: "changing", ...${options} }, async () => { ${body} });
    if (import.meta.main) await changing();\n`,
  );
  return file;
}

const crash = { env: { CHAOS_END: "crash" } };

async function crashThenRetry(home: Home, bodies: { before: string; after: string; options?: string }) {
  const file = write(home, bodies.before, bodies.options);
  expect((await home.run(file, crash)).signal).toBe("SIGKILL");
  write(home, bodies.after, bodies.options);
  const [run] = await home.runs();
  const retried = await home.retry(run!.id);
  return { ...retried, run: (await home.runs())[0]! };
}

describe("I5: a body that asks for other calls than before", () => {
  test("runs what has other arguments, and says which argument it was", async () => {
    using home = new Home();
    const { output, run, code } = await crashThenRetry(home, {
      before: `await upload("one"); await notify("Ann"); crash();`,
      after: `await upload("two"); await notify("Ann");`,
    });
    expect(code, output).toBe(0);
    expect(output).toContain("uploading two");
    expect(output).not.toContain("notifying");
    const sentence = /upload ran again: argument 1 was [0-9a-f]{4}…, is [0-9a-f]{4}…/;
    expect(output).toMatch(sentence);
    expect(run.notes?.join()).toMatch(sentence);
  });

  test("lists what it did not ask for at all", async () => {
    using home = new Home();
    const { output, run } = await crashThenRetry(home, {
      before: `await upload("one"); await notify("Ann"); crash();`,
      after: `await upload("one");`,
    });
    expect(output).toMatch(/notify-\w+ was not called this time; its result of an earlier attempt is not used/);
    expect(run.notes).toHaveLength(1);
  });

  test("says nothing of a list that comes back in another order: all of it is used again", async () => {
    using home = new Home();
    const { output, run } = await crashThenRetry(home, {
      before: `await Promise.all(["a", "b", "c"].map((text) => upload(text))); crash();`,
      after: `await Promise.all(["c", "a", "b"].map((text) => upload(text)));`,
    });
    expect(output).not.toContain("uploading");
    expect(run).toMatchObject({ state: "Completed", notes: null });
  });
});

describe("I2: a module that was changed since", () => {
  const bodies = { before: `await upload("one"); crash();`, after: `await upload("one"); /* a bug was mended */` };

  test("its finished calls are used again, with the reason", async () => {
    using home = new Home();
    const { output } = await crashThenRetry(home, bodies);
    expect(output).not.toContain("uploading");
    expect(await home.reasons()).toEqual(["completed in an earlier attempt; code changed since"]);
  });

  test("with onCodeChange rerun they run again", async () => {
    using home = new Home();
    const { output } = await crashThenRetry(home, { ...bodies, options: `{ onCodeChange: "rerun" }` });
    expect(output).toContain("uploading one");
  });

  test("with onCodeChange fail the flow fails, and their results stay", async () => {
    using home = new Home();
    const { code, output } = await crashThenRetry(home, { ...bodies, options: `{ onCodeChange: "fail" }` });
    expect(code).toBe(1);
    expect(output).toContain(`onCodeChange is "fail"`);
    expect(await home.completedCalls()).toHaveLength(1);
  });
});

describe("I3: equal calls that were in flight together", () => {
  const branches = `
    const branch = async () => { await notify(String(Math.random())); return await upload("same"); };
    await Promise.all([branch(), branch()]); crash();`;

  test("both are used again, each with a warning", async () => {
    using home = new Home();
    const bodies = { before: branches, after: branches };
    const { output } = await crashThenRetry(home, bodies);
    expect(output.match(/cannot be told for sure that it is this call's/g)).toHaveLength(2);
  });

  test("with onAmbiguous fail the flow fails, and their results stay", async () => {
    using home = new Home();
    const bodies = { before: branches, after: branches, options: `{ onAmbiguous: "fail" }` };
    const { code, output } = await crashThenRetry(home, bodies);
    expect(code).toBe(1);
    expect(output).toContain(`onAmbiguous is "fail"`);
    expect((await home.completedCalls()).length).toBeGreaterThanOrEqual(4);
  });
});

describe("a run that cannot be gone on with says why", () => {
  test("its file is gone", async () => {
    using home = new Home();
    const file = write(home, `await upload("one"); crash();`);
    await home.run(file, crash);
    renameSync(file, `${file}.moved`);
    const [run] = await home.runs();
    const { code, output } = await home.retry(run!.id);
    expect(code).toBe(1);
    expect(output).toMatch(/cannot be retried: its file .* is gone/);
  });

  test.each([
    ["its flow is gone from the file", "export const another = 1;", /defines no flow "changing" any more/],
    ["its main is not guarded", "changing();", /calls the flow "changing" while it is being imported. Guard your main/],
    ["its file throws", "throw new Error('no such env');", /could not be imported: Error: no such env/],
  ])("%s, and the run stays as it was", async (_, code, message) => {
    using home = new Home();
    const file = write(home, `await upload("one"); crash();`);
    await home.run(file, crash);
    const source = readFileSync(file, "utf8");
    const unguarded = source.replace(/if \(import.meta.main\).*/, code);
    writeFileSync(file, code.startsWith("export") ? code : unguarded);
    const [run] = await home.runs();
    const retried = await home.retry(run!.id);
    expect(retried.code).toBe(1);
    expect(retried.output).toMatch(message);
    expect((await home.runs())[0]).toMatchObject({ attempt: 1 });
  });
});
