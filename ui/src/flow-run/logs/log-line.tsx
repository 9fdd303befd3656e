import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Log } from "../../../../src/schemas/log.ts";
import { clockTime, fullTime } from "../../pieces/full-time.ts";
import { levelName } from "./log-level.ts";
import classes from "./log-line.module.css";
import { withLinks } from "./with-links.tsx";

export interface LogLineProps {
  line: Log;
  /** Name of the task run that said it. */
  task: string | undefined;
  isMarked: boolean;
}

export const LogLine = memo(function LogLine({ line, task, isMarked }: LogLineProps) {
  const level = levelName(line.level);
  return (
    <div className={classes.line} data-level={level} data-marked={isMarked}>
      <time dateTime={line.timestamp} title={fullTime(line.timestamp)}>
        {clockTime(line.timestamp)}
      </time>
      <span className={classes.level}>{level}</span>
      <span className={classes.message}>{withLinks(line.message)}</span>
      {line.task_run_id && (
        <Link to="/runs/task-run/$id" params={{ id: line.task_run_id }} className={classes.task} tabIndex={-1}>
          {task ?? "task"}
        </Link>
      )}
    </div>
  );
});
