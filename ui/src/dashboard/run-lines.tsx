import { Link } from "@tanstack/react-router";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import { Moment } from "../pieces/moment.tsx";
import { useFlowNames } from "../runs/use-flow-names.ts";
import { StateBadge } from "../states/state-badge.tsx";
import classes from "./run-lines.module.css";

/** Flow runs in few words: which, when, and why they are as they are. */
export function RunLines({ runs, hasReasons = false }: { runs: readonly FlowRunResponse[]; hasReasons?: boolean }) {
  const flows = useFlowNames(runs.map((run) => run.flow_id));
  return (
    <ul className={classes.lines}>
      {runs.map((run) => (
        <li key={run.id}>
          <div className={classes.line}>
            <span className={classes.name}>
              <span className={classes.flow}>{flows.get(run.flow_id) ?? "…"} / </span>
              <Link to="/runs/flow-run/$id" params={{ id: run.id }}>
                {run.name}
              </Link>
            </span>
            <span className={classes.when}>
              <Moment at={run.end_time ?? run.start_time ?? run.expected_start_time ?? run.created!} />
            </span>
            <StateBadge type={run.state_type} name={run.state_name} />
          </div>
          {hasReasons && run.state?.message && <p className={classes.reason}>{run.state.message}</p>}
        </li>
      ))}
    </ul>
  );
}
