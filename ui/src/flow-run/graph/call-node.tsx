import { Handle, type NodeProps, Position } from "@xyflow/react";
import { drawnOrder } from "../../history/history-bucket.ts";
import { StateBadge } from "../../states/state-badge.tsx";
import { stateFill } from "../../states/state-colors.ts";
import { countsText } from "../timeline/describe-row.ts";
import classes from "./call-node.module.css";
import type { Box } from "./graph-of.ts";

/** A call, or the calls of one task, as a box of the graph. */
export function CallNode({ data }: NodeProps<Box>) {
  const types = drawnOrder.filter((type) => data.counts[type]);
  return (
    <div
      className={classes.box}
      title={`${data.title}: ${countsText(data.counts)}`}
      data-opens={(data.taskRunId ?? data.flowRunId) !== undefined}
    >
      <Handle type="target" position={Position.Left} className={classes.handle} />
      <span className={classes.title}>{data.title}</span>
      {data.state ? (
        <StateBadge type={data.state} name={data.stateName} />
      ) : (
        <span className={classes.shares}>
          {types.map((type) => (
            <span key={type} style={{ flex: data.counts[type], background: stateFill(type) }} />
          ))}
        </span>
      )}
      <Handle type="source" position={Position.Right} className={classes.handle} />
    </div>
  );
}
