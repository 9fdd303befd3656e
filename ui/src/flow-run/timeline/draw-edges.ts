import { spanOf } from "./calls.ts";
import type { Scene } from "./draw.ts";
import { rowHeight, rowTop, visibleRows } from "./layout.ts";

const fewRows = 60;

/** Draws what waited for what: of the active row, and of all where they are few enough to be followed by eye. */
export function drawEdges(canvas: CanvasRenderingContext2D, scene: Scene): void {
  const { rows, active } = scene;
  const places = placesOf(scene);
  const [first, end] = visibleRows(rows.length, scene);
  const isCrowded = rows.length > fewRows;
  for (
    let index = isCrowded ? Math.max(0, first - fewRows) : 0;
    index < (isCrowded ? Math.min(rows.length, end + fewRows) : rows.length);
    index++
  ) {
    const row = rows[index]!;
    if (row.kind !== "call") continue;
    for (const parent of row.call.parents) {
      const from = places.get(parent);
      if (from === undefined || from === index) continue;
      const isActive = index === active || from === active;
      if (isActive || !isCrowded) drawEdge(canvas, scene, { from, to: index, isActive });
    }
  }
}

/** The row that each call is in: its own, or that of its group. */
function placesOf({ rows }: Scene): ReadonlyMap<string, number> {
  const known = placesOfRows.get(rows);
  if (known !== undefined) return known;
  const places = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    if (row.kind === "call") places.set(row.call.id, index);
    else for (const { id } of row.calls) places.set(id, index);
  }
  placesOfRows.set(rows, places);
  return places;
}

const placesOfRows = new WeakMap<Scene["rows"], ReadonlyMap<string, number>>();

function drawEdge(
  canvas: CanvasRenderingContext2D,
  scene: Scene,
  { from, to, isActive }: { from: number; to: number; isActive: boolean },
): void {
  const { palette, scroll } = scene;
  const x1 = edgeOf(scene, from, "end");
  const x2 = edgeOf(scene, to, "start");
  const y1 = rowTop(from, scroll) + rowHeight / 2;
  const y2 = rowTop(to, scroll) + rowHeight / 2;
  const bend = Math.max(12, Math.min(50, Math.abs(x2 - x1) / 2));
  canvas.strokeStyle = palette.edge;
  canvas.globalAlpha = isActive ? 1 : 0.38;
  canvas.lineWidth = isActive ? 1.75 : 1;
  canvas.beginPath();
  canvas.moveTo(x1, y1);
  canvas.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
  canvas.stroke();
  canvas.globalAlpha = 1;
  canvas.lineWidth = 1;
}

function edgeOf({ rows, x, now }: Scene, index: number, side: "start" | "end"): number {
  const row = rows[index]!;
  if (row.kind === "call") return x(spanOf(row.call, now)[side === "start" ? 0 : 1]);
  const spans = row.calls.slice(0, 500).map((call) => spanOf(call, now)); // an edge needs no exact end
  return x(side === "start" ? Math.min(...spans.map(([start]) => start)) : Math.max(...spans.map(([, end]) => end)));
}
