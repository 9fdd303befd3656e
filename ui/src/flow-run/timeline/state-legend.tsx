import { defaultStateName, type StateType } from "../../../../src/schemas/state.ts";
import { drawnOrder } from "../../history/history-bucket.ts";
import { stateVariable } from "../../states/state-colors.ts";
import { StateIcon } from "../../states/state-icon.tsx";
import classes from "./state-legend.module.css";

export interface StateLegendProps {
  counts: Partial<Record<StateType, number>>;
  /** None means all. */
  chosen: ReadonlySet<StateType>;
  onChange: (chosen: ReadonlySet<StateType>) => void;
}

/** How many calls are in which state; a click shows only these. */
export function StateLegend({ counts, chosen, onChange }: StateLegendProps) {
  return (
    <div className={classes.legend} role="group" aria-label="Show only calls in these states">
      {drawnOrder
        .filter((type) => counts[type])
        .map((type) => (
          <button
            key={type}
            type="button"
            className={classes.state}
            aria-pressed={chosen.has(type)}
            style={{ color: stateVariable(type) }}
            onClick={() => onChange(chosen.symmetricDifference(new Set([type])))}
          >
            <StateIcon type={type} /> {counts[type]!.toLocaleString("en")} {defaultStateName(type).toLowerCase()}
          </button>
        ))}
    </div>
  );
}
