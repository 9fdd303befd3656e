import { paint } from "./paint.ts";

/** A label and what stands beside it; null and an empty list are left out. */
export type Detail = readonly [label: string, value: string | number | readonly string[] | null];

/** Labels and values, one under the other. */
export function details(entries: readonly Detail[]): string {
  const shown = entries.filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
  const width = Math.max(...shown.map(([label]) => label.length));
  return shown.map(([label, value]) => `${paint.bold(label.padEnd(width))}  ${indented(value, width)}`).join("\n");
}

function indented(value: Detail[1], width: number): string {
  const lines = Array.isArray(value) ? value : String(value).split("\n");
  return lines.flatMap((line) => String(line).split("\n")).join(`\n${" ".repeat(width + 2)}`);
}
