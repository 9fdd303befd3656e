import { artifacts, flow, runtime, task, transaction } from "../../../src/index.ts";
import { effect, reported } from "../support/journal.ts";

const double = task(async function double(n: number) {
  effect();
  return n * 2;
});

const failsOnce = task({ name: "fails-once", retries: 1, retryDelaySeconds: 0.02 }, async (text: string) => {
  effect();
  if (runtime.taskRun.runCount === 1) throw new Error("not yet");
  return text.toUpperCase();
});

const write = task({ name: "write", onCommit: [() => {}] }, async (path: string) => {
  effect();
  return { path, at: new Date(0) };
});

const child = flow(
  { name: "child" },
  async (n: number) => (await reported(double(n))) + (await reported(double(n + 1))),
);

export const small = flow({ name: "small" }, async (start: number) => {
  const two = await reported(double(start));
  const text = await reported(failsOnce("done"));
  const sum = await child(two);
  const paths = await transaction(async () => [await reported(write("a")), await reported(write("b"))]);
  await artifacts.markdown({ key: "summary", markdown: `# ${sum}` });
  return { two, text, sum, paths };
});

if (import.meta.main) await small(1);
