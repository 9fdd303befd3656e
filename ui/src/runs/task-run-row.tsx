import { Link } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import type { TaskRun } from "../../../src/schemas/task-run.ts";
import { Moment } from "../pieces/moment.tsx";
import { RunDuration } from "../pieces/run-duration.tsx";
import { Tags } from "../pieces/tags.tsx";
import { StateBadge } from "../states/state-badge.tsx";
import classes from "./run-row.module.css";

export const TaskRunRow = memo(function TaskRunRow({
  run,
  flowRunName,
  action,
}: {
  run: TaskRun;
  flowRunName?: string | undefined;
  /** What can be done to it, at the end of the row. */
  action?: ReactNode;
}) {
  return (
    <article className={classes.row} data-state={run.state_type}>
      <div className={classes.names}>
        <div className={classes.title}>
          {run.flow_run_id && flowRunName && (
            <>
              <Link to="/runs/flow-run/$id" params={{ id: run.flow_run_id }} className={classes.flow}>
                {flowRunName}
              </Link>
              <span aria-hidden>/</span>
            </>
          )}
          <Link to="/runs/task-run/$id" params={{ id: run.id }} data-row-link className={classes.name}>
            {run.name}
          </Link>
        </div>
        <div className={classes.facts}>
          {(run.start_time ?? run.expected_start_time) && <Moment at={(run.start_time ?? run.expected_start_time)!} />}
          <RunDuration run={run} />
          {run.run_count > 1 && <span>attempt {run.run_count}</span>}
          <Tags tags={run.tags} />
        </div>
        {run.state_type === "FAILED" && run.state?.message && (
          <div className={classes.message}>{run.state.message}</div>
        )}
      </div>
      <StateBadge type={run.state_type} name={run.state_name} />
      {action}
    </article>
  );
});
