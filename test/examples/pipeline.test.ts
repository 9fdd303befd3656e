import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandLine, repository, Workplace } from "./run-program.ts";

const pipeline = join(repository, "examples/pipeline.ts");

interface TaskRun {
  id: string;
  name: string;
  run_count: number;
  state_name: string;
  end_time: string | null;
}
interface FlowRun {
  id: string;
  state_name: string;
}

const extracted = [
  "extract flights-10k.json",
  "extract flights-20k.json",
  "extract flights-2k.json",
  "extract flights-5k.json",
];

const isExtract = ({ name }: TaskRun): boolean => name.startsWith("extract ");
const byName = (left: TaskRun, right: TaskRun): number => left.name.localeCompare(right.name);

describe("the example pipeline", () => {
  test("extracts, validates, loads and reports; its second run finds the files cached", async () => {
    using place = new Workplace();
    const first = await place.run(pipeline);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toContain("loaded: 19976");
    const second = await place.run(pipeline);
    expect(second.stdout).toBe(first.stdout);

    const [later, earlier] = await place.sluice<FlowRun[]>("flow-run", "ls");
    const runsOf = (run: FlowRun | undefined): Promise<TaskRun[]> =>
      place.sluice<TaskRun[]>("task-run", "ls", "--flow-run", run!.id, "--limit", "50");
    const [before, after] = [await runsOf(earlier), await runsOf(later)];
    expect(before.filter(isExtract).map(({ state_name }) => state_name)).toEqual(Array(4).fill("Completed"));
    expect(after.filter(isExtract).map(({ state_name }) => state_name)).toEqual(Array(4).fill("Cached"));
    expect(
      before
        .filter(isExtract)
        .sort(byName)
        .map(({ name }) => name),
    ).toEqual(extracted);
    expect(before.find(({ name }) => name.startsWith("fetch-airports"))?.run_count).toBe(2);
    const artifacts = await place.sluice<{ key: string; type: string }[]>("artifact", "ls");
    expect(artifacts.map(({ key, type }) => `${type} ${key}`).sort()).toEqual([
      "markdown flight-delays-report",
      "table flight-delays",
    ]);
  });

  test("killed with -9 half-way it goes on, with what it had, to the same result", async () => {
    using place = new Workplace();
    const whole = await place.run(pipeline, { env: { SLUICE_HOME: join(place.folder, "other-home") } });
    const killed = await place.run(pipeline, { killAt: "rows rejected" });
    expect(killed.signal).toBe("SIGKILL");
    const [run] = await place.sluice<FlowRun[]>("flow-run", "ls");
    const before = await place.sluice<TaskRun[]>("task-run", "ls", "--flow-run", run!.id, "--limit", "50");
    const done = before.filter(({ state_name }) => state_name === "Completed");
    expect(done.length).toBeGreaterThan(0);

    const retried = await place.run(commandLine, { args: ["flow-run", "retry", run!.id] });
    expect(retried.code, retried.stderr).toBe(0);
    const after = await place.sluice<TaskRun[]>("task-run", "ls", "--flow-run", run!.id, "--limit", "50");
    const again = new Map(after.map((one) => [one.id, one]));
    for (const one of done)
      expect(again.get(one.id)).toMatchObject({ run_count: one.run_count, end_time: one.end_time });
    const [{ state_name }] = (await place.sluice<FlowRun[]>("flow-run", "ls")) as [FlowRun];
    expect(state_name).toBe("Completed");
    expect(retried.stderr + retried.stdout).toContain("19976 flights from 4 files, 50 rows rejected");
    expect(whole.stderr).toContain("19976 flights from 4 files, 50 rows rejected");
  });
});
