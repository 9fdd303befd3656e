import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import { Moment } from "../pieces/moment.tsx";
import { RunDuration } from "../pieces/run-duration.tsx";
import { Tags } from "../pieces/tags.tsx";
import { StateBadge } from "../states/state-badge.tsx";
import classes from "./run-row.module.css";
import type { Selection } from "./use-selection.ts";

export interface FlowRunRowProps {
  run: FlowRunResponse;
  flowName: string | undefined;
  taskRuns: number | undefined;
  selection?: Selection;
}

export const FlowRunRow = memo(function FlowRunRow({ run, flowName, taskRuns, selection }: FlowRunRowProps) {
  return (
    <article className={classes.row} data-state={run.state_type}>
      {selection && (
        <Checkbox
          size="xs"
          aria-label={`Select ${run.name}`}
          checked={selection.ids.has(run.id)}
          onChange={() => selection.toggle(run.id)}
        />
      )}
      <div className={classes.names}>
        <div className={classes.title}>
          <Link to="/flows/flow/$id" params={{ id: run.flow_id }} className={classes.flow}>
            {flowName ?? "…"}
          </Link>
          <span aria-hidden>/</span>
          <Link to="/runs/flow-run/$id" params={{ id: run.id }} data-row-link className={classes.name}>
            {run.name}
          </Link>
        </div>
        <div className={classes.facts}>
          {startOf(run)}
          {run.start_time && <RunDuration run={run} />}
          {taskRuns !== undefined && (
            <span>{taskRuns === 1 ? "1 task run" : `${taskRuns.toLocaleString("en")} task runs`}</span>
          )}
          {run.run_count > 1 && <span>attempt {run.run_count}</span>}
          <Tags tags={run.tags} />
        </div>
        {isBad(run) && run.state?.message && <div className={classes.message}>{run.state.message}</div>}
      </div>
      <StateBadge type={run.state_type} name={run.state_name} />
    </article>
  );
});

function startOf({ start_time, expected_start_time, state_type }: FlowRunResponse) {
  if (start_time) return <Moment at={start_time} />;
  if (expected_start_time === null) return null;
  return (
    <span>
      {state_type === "SCHEDULED" ? "due" : "expected"} <Moment at={expected_start_time} />
    </span>
  );
}

function isBad({ state_type }: FlowRunResponse): boolean {
  return state_type === "FAILED" || state_type === "CRASHED";
}
