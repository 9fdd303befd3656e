// The graph of a flow run: what it called, what waited for what, and what was made.
//
// Invariants
//   N1. A child flow run is drawn once, in the place of the task run that stands for it, under its own id.
//   N2. Every edge has two ends in the graph.

import { isoFromMicros, type Micros } from "../../../lib/clock.ts";
import { parseExactJson } from "../../../lib/exact-json.ts";
import type { Graph, GraphArtifact, Node } from "../../../schemas/run-graph.ts";
import type { TaskInputs } from "../../../schemas/task-run.ts";
import type { GraphArtifactRow, GraphCall } from "../../db/runs/run-graph.ts";
import type { StateRow } from "../../db/runs/run-states.ts";
import { timeOnWire } from "../on-wire/time.ts";

export interface GraphParts {
  run: { start_time: Micros | null; end_time: Micros | null };
  calls: readonly GraphCall[];
  artifacts: readonly GraphArtifactRow[];
  states: readonly StateRow[];
  /** Leaves out what had ended before. */
  since: Micros | undefined;
}

export function graphOf({ run, calls, artifacts, states, since }: GraphParts): Graph {
  const drawn = calls.flatMap(drawnCall).toSorted((a, b) => a.start - b.start);
  const nodeIds = new Map(drawn.map(({ call, id }) => [call.id, id]));
  const edges = edgesOf(drawn, nodeIds);
  const byCall = Map.groupBy(artifacts, (artifact) => artifact.task_run_id);
  const nodes = drawn
    .filter(({ end }) => since === undefined || end === null || end > since)
    .map((call) => nodeOf(call, { edges, artifacts: byCall.get(call.call.id) ?? [] }));
  return {
    start_time: timeOnWire(run.start_time),
    end_time: timeOnWire(run.end_time),
    root_node_ids: nodes.filter((node) => node.parents.length === 0).map((node) => node.id),
    nodes: nodes.map((node) => [node.id, node]),
    artifacts: (byCall.get(null) ?? []).map(artifactOnWire),
    states: states.map(({ id, timestamp, type, name }) => ({ id, timestamp: isoFromMicros(timestamp), type, name })),
  };
}

interface Drawn {
  call: GraphCall;
  id: string;
  start: Micros;
  end: Micros | null;
}

/** A call that has a state and a time to be drawn at. */
function drawnCall(call: GraphCall): Drawn[] {
  const { id, state_type, start_time, end_time } = call.child ?? call;
  const start = start_time ?? call.start_time ?? end_time ?? call.expected_start_time;
  return state_type === null || start === null ? [] : [{ call, id, start, end: end_time }];
}

type TaskInput = TaskInputs[string][number];

interface Edges {
  parents: Map<string, string[]>;
  children: Map<string, string[]>;
  encapsulating: Map<string, string[]>;
}

function edgesOf(drawn: readonly Drawn[], nodeIds: ReadonlyMap<string, string>): Edges {
  const edges: Edges = { parents: new Map(), children: new Map(), encapsulating: new Map() };
  // An input names the task run, or the child flow run that is drawn in its place (N1).
  const found = new Map([...nodeIds, ...[...nodeIds.values()].map((id) => [id, id] as const)]);
  for (const { call, id } of drawn) {
    const { __parents__: around = [], ...inputs } = call.task_inputs;
    const upstream = nodesAmong(Object.values(inputs).flat(), found).filter((parent) => parent !== id);
    edges.parents.set(id, upstream);
    edges.encapsulating.set(id, nodesAmong(around, found));
    for (const parent of upstream) edges.children.set(parent, [...(edges.children.get(parent) ?? []), id]);
  }
  return edges;
}

/** The nodes that inputs came from, each once. */
function nodesAmong(inputs: readonly TaskInput[], found: ReadonlyMap<string, string>): string[] {
  const ids = inputs.map((input) => ("id" in input ? found.get(input.id) : undefined));
  return [...new Set(ids.filter((id) => id !== undefined))];
}

function nodeOf(
  { call, id, start, end }: Drawn,
  { edges, artifacts }: { edges: Edges; artifacts: GraphArtifactRow[] },
): Node {
  const shown = call.child ?? call;
  const asEdges = (ids: string[] = []) => ids.map((other) => ({ id: other }));
  return {
    kind: call.child === null ? "task-run" : "flow-run",
    id,
    label: shown.name,
    state_type: shown.state_type!,
    start_time: isoFromMicros(start),
    end_time: timeOnWire(end),
    parents: asEdges(edges.parents.get(id)),
    children: asEdges(edges.children.get(id)),
    encapsulating: asEdges(edges.encapsulating.get(id)),
    artifacts: artifacts.map(artifactOnWire),
  };
}

function artifactOnWire(artifact: GraphArtifactRow): GraphArtifact {
  return {
    id: artifact.id,
    created: isoFromMicros(artifact.created),
    key: artifact.key,
    type: artifact.type,
    is_latest: artifact.is_latest,
    data: artifact.data === null ? null : parseExactJson(artifact.data),
  };
}
