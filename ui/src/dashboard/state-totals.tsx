import { defaultStateName, type StateType } from "../../../src/schemas/state.ts";
import { drawnOrder } from "../history/history-bucket.ts";
import { stateVariable } from "../states/state-colors.ts";
import { StateIcon } from "../states/state-icon.tsx";
import classes from "./state-totals.module.css";
import type { Totals } from "./totals.ts";

export interface StateTotalsProps {
  totals: Totals;
  noun: string;
  onPick?: (type: StateType) => void;
}

/** How many there are, and how many in each state. */
export function StateTotals({ totals, noun, onPick }: StateTotalsProps) {
  const all = Object.values(totals).reduce((sum, count) => sum + count, 0);
  return (
    <div className={classes.totals}>
      <div className={classes.all}>
        <strong>{all.toLocaleString("en")}</strong> {all === 1 ? noun : `${noun}s`}
      </div>
      {drawnOrder
        .filter((type) => totals[type])
        .map((type) => (
          <button
            key={type}
            type="button"
            className={classes.state}
            style={{ color: stateVariable(type) }}
            disabled={!onPick}
            onClick={() => onPick?.(type)}
          >
            <StateIcon type={type} /> {totals[type]!.toLocaleString("en")} {defaultStateName(type).toLowerCase()}
          </button>
        ))}
    </div>
  );
}
