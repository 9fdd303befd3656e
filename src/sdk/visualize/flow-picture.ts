import { writeFile } from "node:fs/promises";

/** What `flow.visualize` gives: the graph of a flow's calls as an SVG. */
export class FlowPicture {
  readonly svg: string;
  /** The same graph in Graphviz's language. */
  readonly dot: string;

  constructor(parts: { svg: string; dot: string }) {
    this.svg = parts.svg;
    this.dot = parts.dot;
  }

  /** Writes the SVG to a file. */
  async save(file: string): Promise<void> {
    await writeFile(file, this.svg);
  }
}

/** Draws Graphviz text as an SVG; needs no Graphviz on the machine. */
export async function pictureOf(dot: string): Promise<FlowPicture> {
  const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
  const graphviz = await Graphviz.load();
  return new FlowPicture({ svg: graphviz.layout(dot, "svg", "dot"), dot });
}
