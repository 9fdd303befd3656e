import type { State } from "../../../src/schemas/run-state.ts";
import { clockTime, fullTime } from "../pieces/full-time.ts";
import { Panel } from "../pieces/panel.tsx";
import { StateBadge } from "../states/state-badge.tsx";
import classes from "./state-history.module.css";

/** The states that a run has had, in order. */
export function StateHistory({ states }: { states: readonly State[] }) {
  return (
    <Panel title="States">
      <ol className={classes.states}>
        {states.map((state) => (
          <li key={state.id}>
            <time dateTime={state.timestamp} title={fullTime(state.timestamp)}>
              {clockTime(state.timestamp)}
            </time>
            <StateBadge type={state.type} name={state.name} />
            <span className={classes.message}>{state.message}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
