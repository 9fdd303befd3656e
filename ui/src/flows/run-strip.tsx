import { Link } from "@tanstack/react-router";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import { durationText } from "../pieces/duration-text.ts";
import { stateFill } from "../states/state-colors.ts";
import classes from "./run-strip.module.css";

/** The latest runs of a flow, one bar each, as long as they took, the newest at the right. */
export function RunStrip({ runs }: { runs: readonly FlowRunResponse[] }) {
  const longest = Math.max(0.001, ...runs.map((run) => run.estimated_run_time));
  return (
    <div className={classes.strip} aria-label="Latest runs" role="group">
      {runs.toReversed().map((run) => {
        const said = `${run.name}: ${run.state_name ?? "no state"}, ${durationText(run.estimated_run_time)}`;
        return (
          <Link
            key={run.id}
            to="/runs/flow-run/$id"
            params={{ id: run.id }}
            title={said}
            aria-label={said}
            className={classes.place}
            tabIndex={-1}
            preload={false}
          >
            <span
              style={{
                height: `${Math.max(18, (run.estimated_run_time / longest) * 100)}%`,
                background: stateFill(run.state_type),
              }}
            />
          </Link>
        );
      })}
    </div>
  );
}
