import { fileURLToPath } from "node:url";

/** The path of a file that ships in the npm package vega-datasets. */
export function dataset(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve("vega-datasets")));
}
