import dagre from "@dagrejs/dagre";
import type { Edge, Node } from "@xyflow/react";
import type { StateType } from "../../../../src/schemas/state.ts";
import type { Call, Calls } from "../timeline/calls.ts";
import { countsOf } from "../timeline/rows.ts";

export interface BoxData extends Record<string, unknown> {
  title: string;
  counts: Partial<Record<StateType, number>>;
  state: StateType | null;
  stateName: string | null;
  /** What a click opens; a box of many calls opens nothing. */
  taskRunId: string | undefined;
  flowRunId: string | undefined;
}

export type Box = Node<BoxData, "call">;

export interface CallGraph {
  nodes: Box[];
  edges: Edge[];
  leftOut: number;
}

const boxSize = { width: 210, height: 54 };
const smallestGroup = 10;
const mostBoxes = 400;

/** Boxes of a run's calls, placed so that what waits is right of what it waits for. */
export function graphOf(calls: Calls): CallGraph {
  const boxes = boxesOf(calls);
  const boxOfCall = new Map([...boxes].flatMap(([id, members]) => members.map((call) => [call.id, id] as const)));
  const drawn = [...boxes].slice(0, mostBoxes);
  const ids = new Set(drawn.map(([id]) => id));
  const edges = edgesBetween(drawn, boxOfCall).filter(({ source, target }) => ids.has(source) && ids.has(target));
  return { nodes: placed(drawn, edges), edges, leftOut: boxes.size - drawn.length };
}

/** Calls by box: one each, or one for all calls of a task that has many. */
function boxesOf(calls: Calls): Map<string, Call[]> {
  const sizes = new Map(
    [...Map.groupBy(calls.values(), (call) => call.task)].map(([task, members]) => [task, members.length]),
  );
  return Map.groupBy(calls.values(), (call) =>
    sizes.get(call.task)! >= smallestGroup ? `task:${call.task}` : call.id,
  );
}

function edgesBetween(boxes: readonly [string, Call[]][], boxOfCall: ReadonlyMap<string, string>): Edge[] {
  const edges = new Map<string, Edge>();
  for (const [target, members] of boxes) {
    for (const parent of members.flatMap((call) => call.parents)) {
      const source = boxOfCall.get(parent);
      if (source === undefined || source === target) continue;
      edges.set(`${source}>${target}`, { id: `${source}>${target}`, source, target });
    }
  }
  return [...edges.values()];
}

function placed(boxes: readonly [string, Call[]][], edges: readonly Edge[]): Box[] {
  const graph = new dagre.graphlib.Graph()
    .setGraph({ rankdir: "LR", nodesep: 18, ranksep: 64 })
    .setDefaultEdgeLabel(() => ({}));
  for (const [id] of boxes) graph.setNode(id, { ...boxSize });
  for (const { source, target } of edges) graph.setEdge(source, target);
  dagre.layout(graph);
  return boxes.map(([id, members]) => {
    const { x, y } = graph.node(id);
    return {
      id,
      type: "call",
      position: { x: x! - boxSize.width / 2, y: y! - boxSize.height / 2 },
      data: dataOf(members),
      ...boxSize,
    };
  });
}

function dataOf(members: readonly Call[]): BoxData {
  const [first] = members;
  const isOne = members.length === 1;
  return {
    title: isOne ? first!.name : `${first!.task} ×${members.length.toLocaleString("en")}`,
    counts: countsOf(members),
    state: isOne ? first!.state : null,
    stateName: isOne ? first!.stateName : null,
    taskRunId: isOne && first!.childFlowRunId === null ? first!.id : undefined,
    flowRunId: isOne ? (first!.childFlowRunId ?? undefined) : undefined,
  };
}
