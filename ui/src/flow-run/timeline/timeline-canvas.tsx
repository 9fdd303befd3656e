import { useComputedColorScheme } from "@mantine/core";
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { drawTimeline, type Scene } from "./draw.ts";
import { axisHeight, rowAt, rowHeight } from "./layout.ts";
import { paletteOf } from "./palette.ts";
import { describeRow } from "./describe-row.ts";
import type { Row } from "./rows.ts";
import { RowTip } from "./row-tip.tsx";
import classes from "./timeline-canvas.module.css";
import { useTimeZoom, type TimeZoom } from "./use-time-zoom.ts";
import { useWidth } from "./use-width.ts";

export interface TimelineCanvasProps {
  rows: readonly Row[];
  /** From the first beginning to the last end, in milliseconds. */
  span: readonly [number, number];
  now: number;
  label: string;
  /** Opens a call, or opens and closes a group. */
  onOpen: (row: Row) => void;
  /** Is given what zooms. */
  onZoom: (zoom: TimeZoom) => void;
}

const highest = 440;

export function TimelineCanvas({ rows, span, now, label, onOpen, onZoom }: TimelineCanvasProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(scroller);
  const [scroll, setScroll] = useState(0);
  const [active, setActive] = useState(-1);
  const [pointer, setPointer] = useState<{ x: number; y: number } | undefined>(undefined);
  const scheme = useComputedColorScheme("light");
  const palette = useMemo(() => paletteOf(scheme), [scheme]);
  const content = axisHeight + rows.length * rowHeight + 6;
  const height = Math.min(highest, Math.max(content, 96));
  const zoom = useTimeZoom(canvas, span, width);
  const scene: Scene = { rows, x: zoom.x, width, height, scroll, now, active, palette };

  useEffect(() => draw(canvas.current, scene));
  useEffect(() => onZoom(zoom));

  const pointAt = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const place = { x: event.clientX - box.left, y: event.clientY - box.top };
    setActive(rowAt(place.y, { scroll, count: rows.length }));
    setPointer(place);
  };

  const follow = (event: KeyboardEvent): void => {
    const act = keyAction(event.key, {
      zoom,
      move: (step) => setActive(showRow(scroller.current!, active + step, rows.length)),
    });
    if (event.key === "Enter" && rows[active]) onOpen(rows[active]);
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      style={{ height }}
      tabIndex={0}
      role="application"
      aria-label={label}
      aria-describedby="timeline-row"
      onScroll={(event) => setScroll(event.currentTarget.scrollTop)}
      onKeyDown={follow}
    >
      {pointer && rows[active] && <RowTip row={rows[active]} at={pointer} now={now} width={width} height={height} />}
      <canvas
        ref={canvas}
        className={classes.canvas}
        style={{ height }}
        data-pointing={active >= 0}
        onPointerMove={pointAt}
        onPointerLeave={() => (setActive(-1), setPointer(undefined))}
        onClick={() => rows[active] && onOpen(rows[active])}
      />
      <div style={{ height: content - height }} />
      <span id="timeline-row" className={classes.said} aria-live="polite">
        {rows[active] && pointer === undefined ? describeRow(rows[active], now) : ""}
      </span>
    </div>
  );
}

function draw(canvas: HTMLCanvasElement | null, scene: Scene): void {
  const context = canvas?.getContext("2d");
  if (!canvas || !context || scene.width === 0) return;
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(scene.width * ratio), Math.round(scene.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawTimeline(context, scene);
}

function keyAction(
  key: string,
  { zoom, move }: { zoom: TimeZoom; move: (step: number) => void },
): (() => void) | undefined {
  const actions: Record<string, () => void> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    "+": () => zoom.zoomBy(1.5),
    "=": () => zoom.zoomBy(1.5),
    "-": () => zoom.zoomBy(1 / 1.5),
    "0": () => zoom.fit(),
  };
  return actions[key];
}

/** Scrolls until a row is in sight; the first and the last are the ends. */
function showRow(scroller: HTMLElement, index: number, count: number): number {
  const row = Math.min(count - 1, Math.max(0, index));
  const top = row * rowHeight;
  const room = scroller.clientHeight - axisHeight - rowHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
  return row;
}
