import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type SluiceHarness, startSluice } from "../../testing/sluice-harness.ts";
import { flow, task } from "../../index.ts";
import { forgetSettings } from "../settings.ts";

let sluice: SluiceHarness;
const plain: string[] = [];

beforeAll(async () => {
  // What the runtime would write: captured before the first run with logPrints puts itself in front.
  for (const method of ["log", "info", "debug", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => void plain.push(values.join(" ")));
  }
  sluice = await startSluice();
});

beforeEach(() => void plain.splice(0));

afterAll(async () => {
  await sluice[Symbol.asyncDispose]();
});

async function printsOf(flowRunId: string): Promise<[message: string, level: number, ofTask: boolean][]> {
  type Line = { message: string; level: number; task_run_id: string | null };
  const lines = await sluice.post<Line[]>("/logs/filter", { logs: { flow_run_id: { any_: [flowRunId] } }, limit: 200 });
  return lines
    .filter(({ message }) => message.startsWith("print"))
    .map((line) => [line.message, line.level, line.task_run_id !== null]);
}

const talk = task(function talk(word: string) {
  console.log("print %s", word, { n: 1 });
});
const quiet = talk.withOptions({ logPrints: false });

test("prints of a run with logPrints become its log lines, warnings and errors by their level", async () => {
  const printing = flow({ name: "printing", logPrints: true }, async () => {
    for (const method of ["log", "info", "debug", "warn", "error"] as const) console[method](`print ${method}`);
  });
  const call = printing();
  await call;
  expect(await printsOf(call.id)).toEqual([
    ["print log", 20, false],
    ["print info", 20, false],
    ["print debug", 20, false],
    ["print warn", 30, false],
    ["print error", 40, false],
  ]);
  expect(plain).toEqual([]);
});

test("a task takes it from its flow, a flow from its parent, and their own option comes first", async () => {
  const child = flow({ name: "child" }, async () => console.log("print child"));
  const parent = flow({ name: "parent", logPrints: true }, async () => {
    await talk("task");
    await quiet("unheard");
    const call = child();
    await call;
    return call.id;
  });
  const call = parent();
  const childId = await call;
  expect(await printsOf(call.id)).toEqual([["print task { n: 1 }", 20, true]]);
  expect(await printsOf(childId)).toEqual([["print child", 20, false]]);
  expect(plain).toEqual(["print %s unheard [object Object]"]);
});

test("without it, and outside of runs, prints stay what they are", async () => {
  const silent = flow({ name: "silent" }, async () => console.log("print in a flow"));
  const call = silent();
  await call;
  console.log("print outside");
  expect(await printsOf(call.id)).toEqual([]);
  expect(plain).toEqual(["print in a flow", "print outside"]);
});

test("the setting counts where no option says otherwise", async () => {
  vi.stubEnv("PREFECT_LOGGING_LOG_PRINTS", "true");
  forgetSettings();
  const printing = flow({ name: "by-setting" }, async () => console.log("print by setting"));
  const call = printing();
  await call;
  vi.unstubAllEnvs();
  forgetSettings();
  expect(await printsOf(call.id)).toEqual([["print by setting", 20, false]]);
});
