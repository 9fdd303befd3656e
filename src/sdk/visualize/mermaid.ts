import type { DrawnCall, Drawing } from "./drawing.ts";

/** A drawing as a Mermaid flowchart: tasks as boxes, child flows as boxes with double sides. */
export function mermaidOf({ calls, edges }: Drawing): string {
  const lines = ["flowchart TD"];
  for (const [index, call] of calls.entries()) lines.push(`  n${index}${box(call)}`);
  for (const { from, to } of edges) lines.push(`  n${from} --> n${to}`);
  return lines.join("\n");
}

function box({ name, kind }: DrawnCall): string {
  const label = `"${name.replaceAll("#", "#35;").replaceAll('"', "#quot;")}"`;
  return kind === "task" ? `[${label}]` : `[[${label}]]`;
}
