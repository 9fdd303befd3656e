import { expect, test } from "vitest";
import { withoutOwnFrames } from "./own-frames.ts";

const ours = new URL("../sdk/engine/tasks/task-run.ts", import.meta.url).href;

test("the user's frames stay, those of Sluice and Node go", () => {
  const text = [
    "Error: 503 for a page at file:///home/me/page.ts",
    "    at fetchPage (file:///home/me/flow.ts:3:9)",
    `    at runBody (${ours}:223:39)`,
    `    at ${ours}:1:2`,
    "    at AsyncLocalStorage.run (node:internal/async_local_storage/async_context_frame:65:14)",
    "    at new Promise (<anonymous>)",
    "    at main (file:///home/me/flow.ts:9:1)",
    "  [cause]: TypeError: fetch failed",
  ].join("\n");
  expect(withoutOwnFrames(text).split("\n")).toEqual([
    "Error: 503 for a page at file:///home/me/page.ts",
    "    at fetchPage (file:///home/me/flow.ts:3:9)",
    "    at main (file:///home/me/flow.ts:9:1)",
    "  [cause]: TypeError: fetch failed",
  ]);
});
