import { describe, expect, test } from "vitest";
import { databases } from "../support/databases.ts";
import { openInteropServer } from "./support/interop-server.ts";
import { early, newest, prefectVenv } from "./support/prefect-venv.ts";

interface Outcome {
  id: string;
  sum: number;
  mapped: number[];
  flaky: string;
  cached: number[];
  calls: number;
  child: number;
  failed: string;
  recovered: { id: string; value: number };
  fails: string;
  message: string;
}

const venvs = [
  { label: `Prefect ${newest.version}`, venv: await prefectVenv(newest) },
  { label: `Prefect ${early.version}`, venv: await prefectVenv(early) },
];

describe.each(venvs)("flows of $label", ({ venv }) => {
  test.skipIf(venv === null).each(databases.filter(({ skip }) => !skip))(
    "run against a server on $name, and are all there",
    async (database) => {
      await using server = await openInteropServer(database, venv!);
      const outcome = await server.python<Outcome>("flows.py");
      expect(outcome).toMatchObject({
        sum: 3,
        mapped: [100, 101, 102],
        flaky: "at last",
        cached: [50, 50],
        calls: 1,
        child: 14,
        failed: "FAILED",
        fails: "FAILED",
        recovered: { value: 42 },
      });
      expect(outcome.message).toContain("broken on purpose");

      const run = await server.call("GET /flow_runs/{id:uuid}", { params: { id: outcome.id } });
      expect(run).toMatchObject({ state_type: "COMPLETED", parameters: { n: 3 }, run_count: 1 });
      const taskRuns = await server.call("POST /task_runs/filter", {
        body: { flow_runs: { id: { any_: [outcome.id] } } },
      });
      const named = (name: string) => taskRuns.filter((taskRun) => taskRun.name.startsWith(name));
      expect(taskRuns.map(({ state_type }) => String(state_type)).toSorted()).toEqual(
        ["FAILED", ...Array.from({ length: 8 }, () => "COMPLETED")].toSorted(),
      );
      expect(named("add")).toHaveLength(4);
      expect(named("add")[0]).toMatchObject({ tags: ["sums"], run_count: 1 });
      expect(
        named("cached")
          .map(({ state_name }) => String(state_name))
          .toSorted(),
      ).toEqual(["Cached", "Completed"]);
      const [flaky] = named("flaky");
      const history = await server.call("GET /task_run_states/", { query: { task_run_id: flaky!.id } });
      expect(history.map(({ name }) => name)).toEqual(["Pending", "Running", "Retrying", "Retrying", "Completed"]);
      const children = await server.call("POST /flow_runs/filter", {
        body: { flow_runs: { parent_flow_run_id: { any_: [outcome.id] } } },
      });
      expect(children).toMatchObject([{ state_type: "COMPLETED", parameters: { n: 7 } }]);
      const logs = await server.call("POST /logs/filter", { body: { logs: { flow_run_id: { any_: [outcome.id] } } } });
      expect(logs.map(({ message }) => message)).toContain("adding 1 and 2");

      const again = await server.call("GET /flow_runs/{id:uuid}", { params: outcome.recovered });
      expect(again).toMatchObject({ state_type: "COMPLETED", run_count: 2 });
      const calls = await server.call("POST /task_runs/filter", {
        body: { flow_runs: { id: { any_: [outcome.recovered.id] } } },
      });
      expect(calls.map(({ state_type }) => state_type)).toEqual(["COMPLETED", "COMPLETED"]); // Prefect's client names each call anew
      const events = await server.call("POST /events/filter", {
        body: { filter: { any_resource: { id: [`prefect.flow-run.${outcome.recovered.id}`] } } },
      });
      expect(events.events.map(({ event }) => event)).toContain("prefect.task-run.Completed");
    },
  );
});
