import type { Artifact } from "../../schemas/artifact.ts";
import { table } from "../print/table.ts";

const barWidth = 30;

/** What an artifact holds, as a person would look at it: a table as a table, progress as a bar, the rest as its text. */
export function artifactText({ type, data }: Pick<Artifact, "type" | "data">): string | null {
  if (data === null || data === undefined) return null;
  if (type === "table") return tableText(data) ?? jsonText(data);
  if (type === "progress" && typeof data === "number") return bar(data);
  return jsonText(data);
}

function jsonText(data: unknown): string {
  return typeof data === "string" ? data : JSON.stringify(data, null, 2);
}

/** Source: features §14: a list of rows or an object of columns, often as JSON in a string. */
function tableText(data: unknown): string | undefined {
  const value = typeof data === "string" ? parsed(data) : data;
  const rows = Array.isArray(value) ? value : isRecord(value) ? rowsOfColumns(value) : [];
  const heads = [...new Set(rows.flatMap((row) => (isRecord(row) ? Object.keys(row) : [])))];
  if (heads.length === 0) return undefined;
  const columns = heads.map((head) => ({
    head,
    text: (row: unknown) => cellText(isRecord(row) ? row[head] : undefined),
  }));
  return table(rows as unknown[], columns);
}

function rowsOfColumns(columns: Record<string, unknown>): Record<string, unknown>[] {
  const entries = Object.entries(columns);
  const length = Math.max(0, ...entries.map(([, cells]) => (Array.isArray(cells) ? cells.length : 0)));
  return Array.from({ length }, (_, at) =>
    Object.fromEntries(
      entries.map(([head, cells]) => [head, Array.isArray(cells) ? (cells[at] as unknown) : undefined]),
    ),
  );
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "string" ? cell : JSON.stringify(cell);
}

function bar(percent: number): string {
  const filled = Math.round((Math.min(100, Math.max(0, percent)) / 100) * barWidth);
  return `${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${percent.toFixed(0)} %`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
