import Table from "cli-table3";
import { isForPeople, paint } from "./paint.ts";

export interface Column<Row> {
  head: string;
  text(row: Row): string;
  /** How the text looks to people. */
  paint?(text: string, row: Row): string;
}

/** Rows under their heads: a table for people, aligned columns without colour in a pipe. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return isForPeople ? drawn(rows, columns) : aligned(rows, columns);
}

function drawn<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const drawing = new Table({
    head: columns.map(({ head }) => paint.bold(head)),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    drawing.push(columns.map((column) => column.paint?.(column.text(row), row) ?? column.text(row)));
  }
  return drawing.toString();
}

function aligned<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [
    columns.map(({ head }) => head.toUpperCase()),
    ...rows.map((row) => columns.map(({ text }) => oneLine(text(row)))),
  ];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ");
}
