import type { DrawnCall, Drawing } from "./drawing.ts";

/** A drawing in Graphviz's language. */
export function dotOf({ calls, edges }: Drawing, title: string): string {
  const lines = [
    `digraph ${quoted(title)} {`,
    '  node [shape=box, style="rounded,filled", fillcolor="#f4f6fb", color="#5a6b8c", fontname="Helvetica", fontsize=12];',
    '  edge [color="#5a6b8c", arrowsize=0.7];',
  ];
  for (const [index, call] of calls.entries())
    lines.push(`  n${index} [label=${quoted(call.name)}${flowShape(call)}];`);
  for (const { from, to } of edges) lines.push(`  n${from} -> n${to};`);
  return `${[...lines, "}"].join("\n")}\n`;
}

function flowShape({ kind }: DrawnCall): string {
  return kind === "flow" ? ', style="filled", peripheries=2' : "";
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
