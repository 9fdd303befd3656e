import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Home } from "./support/programs.ts";

const script = fileURLToPath(new URL("./fixtures/attaching-flow.ts", import.meta.url));

test.each(["interrupted", "key"])(
  "R3: a program that attaches by %s goes on with the run that its last process left",
  async (how) => {
    using home = new Home();
    const env = { CHAOS_ATTACH: how };
    expect((await home.run(script, { env: { ...env, CHAOS_END: "kill" } })).signal).toBe("SIGKILL");
    const { output } = await home.run(script, { env });
    expect(output).toContain("value 41");
    expect(await home.runs()).toMatchObject([{ state: "Completed", attempt: 2, try: 1 }]);
    expect(home.journalLines()).toHaveLength(1);
  },
);

test("R3: the run of an idempotency key that has completed gives its value again", async () => {
  using home = new Home();
  const env = { CHAOS_ATTACH: "key" };
  await home.run(script, { env });
  expect((await home.run(script, { env })).output).toContain("value 41");
  expect(await home.runs()).toHaveLength(1);
  expect(home.journalLines()).toHaveLength(1);
});

test("R3: of processes that start with one idempotency key at the same time a single one runs the flow", async () => {
  using home = new Home();
  const env = { CHAOS_ATTACH: "key" };
  await home.run(script, { env: { CHAOS_ATTACH: "interrupted" } }); // makes the database, so that they start together
  const before = home.journalLines().length;
  await Promise.all(Array.from({ length: 3 }, () => home.run(script, { env })));
  expect(await home.runs()).toHaveLength(2);
  expect(home.journalLines()).toHaveLength(before + 1);
});
