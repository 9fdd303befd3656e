import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, json, timestamp, uuid } from "./fields.ts";
import { State, stateType } from "./run-state.ts";
import { TaskRunResult } from "./task-run.ts";

/** One task run and what it waited for (the first graph route). */
export const DependencyResult = once(() =>
  named("DependencyResult", {
    id: uuid(),
    name: z.string(),
    upstream_dependencies: z.array(TaskRunResult()),
    state: State().nullable(),
    expected_start_time: timestamp().nullable(),
    start_time: timestamp().nullable(),
    end_time: timestamp().nullable(),
    total_run_time: z.number().nullable(),
    estimated_run_time: z.number().nullable(),
    untrackable_result: z.boolean(),
  }),
);
export type DependencyResult = z.infer<ReturnType<typeof DependencyResult>>;

export const Edge = once(() =>
  named("Edge", {
    id: uuid(),
  }),
);
export type Edge = z.infer<ReturnType<typeof Edge>>;

export const GraphArtifact = once(() =>
  named("GraphArtifact", {
    id: uuid(),
    created: timestamp(),
    key: z.string().nullable(),
    type: z.string().nullable(),
    is_latest: z.boolean(),
    data: json().nullable(),
  }),
);
export type GraphArtifact = z.infer<ReturnType<typeof GraphArtifact>>;

export const GraphState = once(() =>
  named("GraphState", {
    id: uuid(),
    timestamp: timestamp(),
    type: stateType(),
    name: z.string(),
  }),
);
export type GraphState = z.infer<ReturnType<typeof GraphState>>;

/** A task run or child flow run, drawn as one box. */
export const Node = once(() =>
  named("Node", {
    kind: z.enum(["flow-run", "task-run"]),
    id: uuid(),
    label: z.string(),
    state_type: stateType(),
    start_time: timestamp(),
    end_time: timestamp().nullable(),
    parents: z.array(Edge()),
    children: z.array(Edge()),
    encapsulating: z.array(Edge()),
    artifacts: z.array(GraphArtifact()),
  }),
);
export type Node = z.infer<ReturnType<typeof Node>>;

/** The graph of a flow run, from the first to the last call. */
export const Graph = once(() =>
  named("Graph", {
    start_time: timestamp().nullable(),
    end_time: timestamp().nullable(),
    root_node_ids: z.array(uuid()),
    nodes: z.array(z.tuple([uuid(), Node()])),
    artifacts: z.array(GraphArtifact()),
    states: z.array(GraphState()),
  }),
);
export type Graph = z.infer<ReturnType<typeof Graph>>;
