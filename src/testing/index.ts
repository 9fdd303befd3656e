// The door "sluice/testing".

export { type HarnessOptions, type SluiceHarness, startSluice } from "./sluice-harness.ts";
