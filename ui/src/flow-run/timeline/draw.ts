import type { ScaleLinear } from "d3-scale";
import { canvasFill } from "../../states/state-colors.ts";
import { durationText } from "../../pieces/duration-text.ts";
import { type Call, spanOf } from "./calls.ts";
import { densityOf } from "./density.ts";
import { drawEdges } from "./draw-edges.ts";
import { axisHeight, barHeight, labelWidth, rowHeight, rowTop, visibleRows } from "./layout.ts";
import type { Palette } from "./palette.ts";
import type { GroupRow, Row } from "./rows.ts";

export interface Scene {
  rows: readonly Row[];
  /** From milliseconds since the origin to pixels. */
  x: ScaleLinear<number, number>;
  width: number;
  height: number;
  scroll: number;
  now: number;
  /** Place of the row that is pointed at or chosen, or -1. */
  active: number;
  palette: Palette;
}

type Canvas = CanvasRenderingContext2D;

/** Draws what is in sight: the cost is that of the rows on the screen and of one pass over each group's calls. */
export function drawTimeline(canvas: Canvas, scene: Scene): void {
  const { width, height, rows, palette } = scene;
  canvas.clearRect(0, 0, width, height);
  canvas.textBaseline = "middle";
  const [first, end] = visibleRows(rows.length, scene);
  drawGrid(canvas, scene);
  clipped(canvas, { x: 0, y: axisHeight, width, height: height - axisHeight }, () => {
    if (scene.active >= first && scene.active < end) {
      canvas.fillStyle = palette.hover;
      canvas.fillRect(0, rowTop(scene.active, scene.scroll), width, rowHeight);
    }
    for (let index = first; index < end; index++) drawLabel(canvas, scene, index);
    clipped(canvas, { x: labelWidth(width), y: axisHeight, width, height }, () => {
      drawEdges(canvas, scene);
      for (let index = first; index < end; index++) drawRow(canvas, scene, index);
    });
  });
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function clipped(canvas: Canvas, { x, y, width, height }: Box, draw: () => void): void {
  canvas.save();
  canvas.beginPath();
  canvas.rect(x, y, width, height);
  canvas.clip();
  draw();
  canvas.restore();
}

function drawGrid(canvas: Canvas, { x, width, height, palette }: Scene): void {
  canvas.font = `11px ${palette.font}`;
  canvas.textAlign = "left";
  for (const tick of x.ticks(Math.max(2, Math.floor((width - labelWidth(width)) / 110)))) {
    const at = Math.round(x(tick)) + 0.5;
    canvas.strokeStyle = palette.grid;
    canvas.beginPath();
    canvas.moveTo(at, axisHeight - 5);
    canvas.lineTo(at, height);
    canvas.stroke();
    canvas.fillStyle = palette.dimmed;
    canvas.fillText(
      tick === 0 ? "0" : `${tick < 0 ? "−" : ""}${durationText(Math.abs(tick) / 1000)}`,
      at + 4,
      axisHeight / 2,
    );
  }
}

function drawLabel(canvas: Canvas, { rows, width, scroll, palette }: Scene, index: number): void {
  const row = rows[index]!;
  const isGroup = row.kind === "group";
  const indent = row.kind === "call" && row.isInGroup ? 26 : isGroup ? 18 : 8;
  const middle = rowTop(index, scroll) + rowHeight / 2;
  canvas.textAlign = "left";
  canvas.font = `${isGroup ? 600 : 400} 12px ${palette.font}`;
  canvas.fillStyle = palette.text;
  if (isGroup) drawArrow(canvas, { x: 11, y: middle, isOpen: row.isOpen });
  const text = isGroup ? `${row.task}  ×${row.calls.length.toLocaleString("en")}` : row.call.name;
  canvas.fillText(shortened(canvas, text, labelWidth(width) - indent - 6), indent, middle);
}

const openArrow = [
  [-4, -2],
  [4, -2],
  [0, 3],
] as const;
const closedArrow = [
  [-2, -4],
  [3, 0],
  [-2, 4],
] as const;

function drawArrow(canvas: Canvas, { x, y, isOpen }: { x: number; y: number; isOpen: boolean }): void {
  canvas.beginPath();
  for (const [right, down] of isOpen ? openArrow : closedArrow) canvas.lineTo(x + right, y + down);
  canvas.fill();
}

/** A text that fits; names differ at their ends, so that the middle is left out. */
function shortened(canvas: Canvas, text: string, room: number): string {
  const width = canvas.measureText(text).width;
  if (width <= room) return text;
  const keep = Math.max(3, Math.floor((text.length * room) / width) - 1);
  return `${text.slice(0, Math.ceil(keep / 2))}…${text.slice(text.length - Math.floor(keep / 2))}`;
}

function drawRow(canvas: Canvas, scene: Scene, index: number): void {
  const row = scene.rows[index]!;
  const top = rowTop(index, scene.scroll) + (rowHeight - barHeight) / 2;
  if (row.kind === "group") drawGroup(canvas, scene, { row, top });
  else drawBar(canvas, scene, { call: row.call, top });
}

const narrowest = 3;

function drawBar(canvas: Canvas, { x, now, palette, width }: Scene, { call, top }: { call: Call; top: number }): void {
  const [start, end] = spanOf(call, now);
  const left = x(start);
  const length = Math.max(narrowest, x(end) - left);
  if (left > width || left + length < labelWidth(width)) return;
  const color = canvasFill(call.state, palette.scheme);
  if (call.started !== null && call.created < start)
    drawWait(canvas, { from: x(call.created), to: left, y: top + barHeight / 2, color: palette.edge });
  canvas.fillStyle = color;
  canvas.strokeStyle = color;
  canvas.beginPath();
  canvas.roundRect(left, top, length, barHeight, Math.min(3, length / 2));
  if (call.isReused || call.started === null) canvas.globalAlpha = 0.35;
  canvas.fill();
  canvas.globalAlpha = 1;
  if (call.isReused) canvas.stroke();
  if (call.childFlowRunId !== null) drawStripe(canvas, { left, top, length, color: palette.surface });
  canvas.textAlign = "left";
  canvas.font = `11px ${palette.font}`;
  canvas.fillStyle = palette.dimmed;
  const said = call.isReused
    ? "reused"
    : call.ended === null && call.state !== "RUNNING"
      ? (call.stateName ?? "")
      : durationText((end - start) / 1000);
  canvas.fillText(
    call.runCount > 1 ? `${said}, attempt ${call.runCount}` : said,
    Math.max(left + length, labelWidth(width)) + 5,
    top + barHeight / 2,
  );
}

/** The time between being called and running: a thin line before the bar. */
function drawWait(
  canvas: Canvas,
  { from, to, y, color }: { from: number; to: number; y: number; color: string },
): void {
  if (to - from < 2) return;
  canvas.strokeStyle = color;
  canvas.beginPath();
  canvas.moveTo(from, y);
  canvas.lineTo(to, y);
  canvas.stroke();
}

/** What stands for a whole flow run has a line along it. */
function drawStripe(
  canvas: Canvas,
  { left, top, length, color }: { left: number; top: number; length: number; color: string },
): void {
  canvas.fillStyle = color;
  canvas.globalAlpha = 0.75;
  canvas.fillRect(left + 2, top + barHeight / 2 - 1, Math.max(0, length - 4), 2);
  canvas.globalAlpha = 1;
}

function drawGroup(canvas: Canvas, scene: Scene, { row, top }: { row: GroupRow; top: number }): void {
  const { x, width, now, palette } = scene;
  const left = labelWidth(width);
  const columns = Math.max(1, Math.floor(width - left));
  const domain = [x.invert(left), x.invert(left + columns)] as const;
  const { running, bad, most } = densityOf(row.calls, { domain, columns, now });
  const isRunning = (row.counts.RUNNING ?? 0) > 0;
  const color = canvasFill(isRunning ? "RUNNING" : "COMPLETED", palette.scheme);
  const high = (count: number): number => (count === 0 ? 0 : Math.max(2, (count / most) * barHeight));
  for (const [column, count] of running.entries()) {
    if (count === 0) continue;
    canvas.fillStyle = color;
    canvas.fillRect(left + column, top + barHeight - high(count), 1, high(count));
    if (bad[column] === 0) continue;
    canvas.fillStyle = canvasFill("FAILED", palette.scheme);
    canvas.fillRect(left + column, top + barHeight - high(count), 1, high(bad[column]!));
  }
}
