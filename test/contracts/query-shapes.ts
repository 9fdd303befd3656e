// What is asked again and again: the filters, orders, counts and histories that Prefect's client, command line and UI and
// our own send (performance.md row 11). As data: a test looks at the plan of each, a bench at its time.

import type { SeededIds } from "../../bench/seed/insert-history.ts";
import { isoFromMicros, type Micros } from "../../src/lib/clock.ts";
import type { Routes } from "../../src/schemas/routes/index.ts";

export interface QueryShape {
  name: string;
  /** Who asks. */
  by: string;
  route: keyof Routes;
  body: Record<string, unknown>;
}

const hour = 3_600_000_000;

/** The shapes, about the rows of a seeded database. */
export function queryShapes({ flows, deployments, flowRun, taskRun }: SeededIds, now: Micros): QueryShape[] {
  const ago = (hours: number): string => isoFromMicros(now - hours * hour);
  const ofFlow = { flows: { id: { any_: [flows[20]!] } } };
  const ofDeployment = { deployments: { id: { any_: [deployments[12]!] } } };
  const inDay = { expected_start_time: { after_: ago(24) } };
  const inWeek = { expected_start_time: { after_: ago(168) } };
  const history = (hours: number) => ({
    history_start: ago(hours),
    history_end: isoFromMicros(now),
    history_interval_seconds: Math.ceil((hours * 3600) / 60),
  });
  const failed = { state: { type: { any_: ["FAILED", "CRASHED"] } } };
  const running = { state: { type: { any_: ["RUNNING", "PENDING", "PAUSED", "CANCELLING"] } } };
  const late = { state: { name: { any_: ["Late"] } } };

  const flowRuns = (name: string, by: string, body: Record<string, unknown>): QueryShape => {
    return { name, by, route: "POST /flow_runs/filter", body };
  };
  const shape = (name: string, by: string, [route, body]: [keyof Routes, Record<string, unknown>]): QueryShape => {
    return { name, by, route, body };
  };

  return [
    flowRuns("the latest flow runs", "CLI", { sort: "EXPECTED_START_TIME_DESC", limit: 15 }),
    flowRuns("the newest flow runs", "client", { sort: "ID_DESC", limit: 200 }),
    flowRuns("the flow runs of a week", "UI", { flow_runs: inWeek, sort: "START_TIME_DESC", limit: 100 }),
    flowRuns("their fifth page", "UI", { flow_runs: inWeek, sort: "START_TIME_DESC", limit: 100, offset: 400 }),
    flowRuns("flow runs at offset 50,000", "API", { sort: "START_TIME_DESC", limit: 20, offset: 50_000 }),
    flowRuns("flow runs by id", "client", { flow_runs: { id: { any_: [flowRun] } } }),
    flowRuns("the runs of a flow", "UI", { ...ofFlow, sort: "START_TIME_DESC", limit: 100 }),
    flowRuns("the runs of a flow by its name", "CLI", {
      flows: { name: { any_: ["flow-30"] } },
      sort: "EXPECTED_START_TIME_DESC",
      limit: 15,
    }),
    flowRuns("the runs of flows", "UI", {
      flows: { id: { any_: flows.slice(50, 60) } },
      sort: "START_TIME_DESC",
      limit: 100,
    }),
    flowRuns("the runs of a deployment", "UI", { ...ofDeployment, sort: "START_TIME_DESC", limit: 100 }),
    flowRuns("a deployment's ended and open runs", "UI", {
      ...ofDeployment,
      flow_runs: { state: { type: { not_any_: ["SCHEDULED"] } } },
      sort: "START_TIME_DESC",
      limit: 100,
    }),
    flowRuns("a deployment's scheduled runs", "UI", {
      ...ofDeployment,
      flow_runs: { state: { type: { any_: ["SCHEDULED"] } } },
      sort: "START_TIME_ASC",
      limit: 100,
    }),
    flowRuns("the runs of a work queue", "UI", {
      work_pool_queues: { name: { any_: ["default"] } },
      sort: "START_TIME_DESC",
      limit: 100,
    }),
    flowRuns("failed flow runs", "UI", { flow_runs: failed, sort: "START_TIME_DESC", limit: 100 }),
    flowRuns("what failed in a day, by its end", "UI", {
      flow_runs: { ...failed, ...inDay },
      sort: "END_TIME_DESC",
      limit: 8,
    }),
    flowRuns("crashed flow runs", "CLI", {
      flow_runs: { state: { type: { any_: ["CRASHED"] } } },
      sort: "EXPECTED_START_TIME_DESC",
      limit: 15,
    }),
    flowRuns("what runs now", "UI", { flow_runs: { ...running, ...inDay }, sort: "START_TIME_DESC", limit: 6 }),
    flowRuns("what is late", "UI", { flow_runs: late, sort: "EXPECTED_START_TIME_ASC", limit: 6 }),
    flowRuns("completed flow runs", "UI", {
      flow_runs: { state: { type: { any_: ["COMPLETED"] } } },
      sort: "START_TIME_DESC",
      limit: 100,
    }),
    flowRuns("timed-out flow runs", "CLI", {
      flow_runs: { state: { name: { any_: ["TimedOut"] } } },
      sort: "START_TIME_DESC",
      limit: 15,
    }),
    flowRuns("flow runs with a tag in a week", "UI", {
      flow_runs: { tags: { all_: ["prod"] }, ...inWeek },
      sort: "START_TIME_DESC",
      limit: 100,
    }),
    flowRuns("flow runs without a parent", "UI", {
      flow_runs: { parent_task_run_id: { is_null_: true }, ...inWeek },
      sort: "START_TIME_DESC",
      limit: 100,
    }),
    flowRuns("child runs of a flow run", "UI", { flow_runs: { parent_flow_run_id: { any_: [flowRun] } } }),
    flowRuns("flow runs whose name contains a text", "UI", {
      flow_runs: { name: { like_: "vivid-wren-77" } },
      limit: 8,
    }),
    flowRuns("flow runs of a name", "CLI", { flow_runs: { name: { any_: ["amber-badger-7"] } }, limit: 10 }),
    flowRuns("flow runs by idempotency key of a flow", "client", {
      ...ofFlow,
      flow_runs: { idempotency_key: { any_: ["none"] } },
      limit: 1,
    }),
    shape("a page of flow runs", "Prefect's UI", [
      "POST /flow_runs/paginate",
      { flow_runs: inWeek, sort: "START_TIME_DESC", limit: 50, page: 2 },
    ]),
    shape("how many flow runs there are", "UI", ["POST /flow_runs/count", {}]),
    shape("how many in a week", "UI", ["POST /flow_runs/count", { flow_runs: inWeek }]),
    shape("how many failed", "UI", ["POST /flow_runs/count", { flow_runs: failed }]),
    shape("how many of a flow", "CLI", ["POST /flow_runs/count", ofFlow]),
    shape("how many of a deployment", "UI", ["POST /flow_runs/count", ofDeployment]),
    shape("how many are late", "Prefect's UI", ["POST /flow_runs/count", { flow_runs: late }]),
    shape("the flow runs of a day over time", "UI", ["POST /flow_runs/history", { ...history(24), flow_runs: inDay }]),
    shape("of a week", "UI", ["POST /flow_runs/history", { ...history(168), flow_runs: inWeek }]),
    shape("of a month", "UI", ["POST /flow_runs/history", history(720)]),
    shape("of a year", "API", ["POST /flow_runs/history", history(8760)]),
    shape("failed ones of a week over time", "UI", ["POST /flow_runs/history", { ...history(168), flow_runs: failed }]),
    shape("of a flow in a week over time", "UI", ["POST /flow_runs/history", { ...history(168), ...ofFlow }]),
    shape("how late runs of a day are", "Prefect's UI", ["POST /flow_runs/lateness", { flow_runs: inDay }]),
    shape("dots of the last runs", "Prefect's UI", [
      "POST /ui/flow_runs/history",
      { sort: "START_TIME_DESC", limit: 200 },
    ]),
    shape("the task runs of a flow run", "UI", [
      "POST /task_runs/filter",
      { task_runs: { flow_run_id: { any_: [flowRun] } }, sort: "EXPECTED_START_TIME_ASC" },
    ]),
    shape("task runs by id", "client", ["POST /task_runs/filter", { task_runs: { id: { any_: [taskRun] } } }]),
    shape("the newest task runs", "CLI", ["POST /task_runs/filter", { sort: "ID_DESC", limit: 15 }]),
    shape("the task runs of a week", "UI", [
      "POST /task_runs/filter",
      { task_runs: inWeek, sort: "EXPECTED_START_TIME_DESC", limit: 100 },
    ]),
    shape("failed task runs", "UI", [
      "POST /task_runs/filter",
      { task_runs: { state: { type: { any_: ["FAILED"] } } }, sort: "EXPECTED_START_TIME_DESC", limit: 100 },
    ]),
    shape("how many task runs in a week", "UI", ["POST /task_runs/count", { task_runs: inWeek }]),
    shape("how many of a flow run", "CLI", [
      "POST /task_runs/count",
      { task_runs: { flow_run_id: { any_: [flowRun] } } },
    ]),
    shape("how many in which state in a day", "UI", ["POST /ui/task_runs/count", { task_runs: inDay }]),
    shape("the task runs of a day over time", "UI", ["POST /task_runs/history", { ...history(24), task_runs: inDay }]),
    shape("of a month", "UI", ["POST /task_runs/history", history(720)]),
    shape("the next runs of flows", "Prefect's UI", ["POST /ui/flows/next-runs", { flow_ids: flows.slice(0, 20) }]),
    shape("the task runs of flow runs, counted", "UI", [
      "POST /ui/flow_runs/count-task-runs",
      { flow_run_ids: [flowRun] },
    ]),
    shape("the logs of a flow run", "UI", [
      "POST /logs/filter",
      { logs: { flow_run_id: { any_: [flowRun] }, level: { ge_: 0 } }, sort: "TIMESTAMP_ASC", limit: 200 },
    ]),
    shape("its first error", "UI", [
      "POST /logs/filter",
      { logs: { flow_run_id: { any_: [flowRun] }, level: { ge_: 40 } }, sort: "TIMESTAMP_ASC", limit: 1 },
    ]),
    shape("a text in its logs", "UI", [
      "POST /logs/filter",
      { logs: { flow_run_id: { any_: [flowRun] }, text: { query: "refused" } }, sort: "TIMESTAMP_ASC", limit: 200 },
    ]),
    shape("the events of a day", "UI", [
      "POST /events/filter",
      { filter: { occurred: { since: ago(24), until: isoFromMicros(now) } }, limit: 50 },
    ]),
    shape("the events of a flow run", "UI", [
      "POST /events/filter",
      {
        filter: {
          occurred: { since: ago(8760), until: isoFromMicros(now) },
          resource: { id: [`prefect.flow-run.${flowRun}`] },
        },
        limit: 50,
      },
    ]),
    shape("failures of flow runs in a week as events", "UI", [
      "POST /events/filter",
      {
        filter: {
          occurred: { since: ago(168), until: isoFromMicros(now) },
          event: { prefix: ["prefect.flow-run.Failed"] },
        },
        limit: 50,
      },
    ]),
    shape("runs whose id begins so", "CLI", ["POST /sluice/flow_runs/find", { text: flowRun.slice(0, 13) }]),
    shape("runs of a name", "CLI", ["POST /sluice/flow_runs/find", { text: "amber-badger-7" }]),
    shape("task runs of a name", "CLI", ["POST /sluice/task_runs/find", { text: "extract-7" }]),
    shape("the artifacts of a flow run", "UI", [
      "POST /artifacts/filter",
      { artifacts: { flow_run_id: { any_: [flowRun] } }, sort: "CREATED_DESC", limit: 50 },
    ]),
    shape("flows by name", "UI", ["POST /flows/filter", { flows: { name: { like_: "flow-1" } }, limit: 8 }]),
  ];
}
