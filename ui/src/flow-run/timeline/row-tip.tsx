import { durationText } from "../../pieces/duration-text.ts";
import { StateBadge } from "../../states/state-badge.tsx";
import { spanOf } from "./calls.ts";
import { countsText } from "./describe-row.ts";
import classes from "./row-tip.module.css";
import type { Row } from "./rows.ts";

export interface RowTipProps {
  row: Row;
  at: { x: number; y: number };
  now: number;
  width: number;
  height: number;
}

const tipWidth = 260;

/** What the row under the pointer is. */
export function RowTip({ row, at, now, width, height }: RowTipProps) {
  const left = Math.min(at.x + 14, Math.max(0, width - tipWidth));
  const isLow = at.y > height / 2;
  const place = isLow ? { top: at.y - 12, transform: "translateY(-100%)" } : { top: at.y + 16 };
  return (
    <div className={classes.holder} aria-hidden>
      <div className={classes.tip} style={{ left, width: tipWidth, ...place }}>
        {row.kind === "group" ? (
          <>
            <strong>{row.task}</strong>
            <span>{countsText(row.counts)}</span>
            <span>Click to {row.isOpen ? "close" : "show each"}</span>
          </>
        ) : (
          <CallTip row={row} now={now} />
        )}
      </div>
    </div>
  );
}

function CallTip({ row: { call }, now }: { row: Extract<Row, { kind: "call" }>; now: number }) {
  const [start, end] = spanOf(call, now);
  const waited = call.started === null ? 0 : call.started - call.created;
  return (
    <>
      <strong>{call.name}</strong>
      <StateBadge type={call.state} name={call.stateName} />
      <span>
        {durationText((end - start) / 1000)}, from {durationText(Math.max(0, start) / 1000)}
      </span>
      {waited > 1000 && <span>waited {durationText(waited / 1000)} before it began</span>}
      {call.isReused && <span>its stored result was reused</span>}
      {call.runCount > 1 && <span>attempt {call.runCount}</span>}
    </>
  );
}
