import "@xyflow/react/dist/style.css";
import { Skeleton, Text, useComputedColorScheme } from "@mantine/core";
import { Background, Controls, ReactFlow } from "@xyflow/react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { EmptyState } from "../../pieces/empty-state.tsx";
import { Failure } from "../../pieces/failure.tsx";
import { useTimeline } from "../timeline/use-timeline.ts";
import { graphOf } from "./graph-of.ts";
import { CallNode } from "./call-node.tsx";
import classes from "./graph-tab.module.css";

const nodeTypes = { call: CallNode };

/** What waited for what. Mapped siblings are one box. */
export function GraphTab({ run, isLive }: { run: FlowRunResponse; isLive: boolean }) {
  const timeline = useTimeline(run.id, isLive);
  const navigate = useNavigate();
  const colorMode = useComputedColorScheme("light");
  const calls = timeline.data?.calls;
  const graph = useMemo(() => calls && graphOf(calls), [calls]);
  if (timeline.error) return <Failure error={timeline.error} onRetry={() => void timeline.refetch()} />;
  if (!graph) return <Skeleton height={420} />;
  if (graph.nodes.length === 0) return <EmptyState title="This run has called no tasks and no flows" />;
  return (
    <>
      {graph.leftOut > 0 && (
        <Text size="sm" c="dimmed">
          {graph.leftOut} boxes are left out; the timeline shows all.
        </Text>
      )}
      <div className={classes.frame}>
        <ReactFlow
          nodes={graph.nodes}
          edges={graph.edges}
          nodeTypes={nodeTypes}
          colorMode={colorMode}
          fitView
          fitViewOptions={{ maxZoom: 1.1 }}
          minZoom={0.05}
          nodesDraggable={false}
          nodesConnectable={false}
          onNodeClick={(_, { data }) => {
            if (data.flowRunId !== undefined)
              void navigate({ to: "/runs/flow-run/$id", params: { id: data.flowRunId } });
            else if (data.taskRunId !== undefined)
              void navigate({ to: "/runs/task-run/$id", params: { id: data.taskRunId } });
          }}
        >
          <Background gap={22} />
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
    </>
  );
}
