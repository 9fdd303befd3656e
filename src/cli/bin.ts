#!/usr/bin/env node
// The first thing that runs, also on a Node that could not parse the rest: so nothing else is imported statically.
import module from "node:module";
import { runtimeRefusal } from "../lib/runtime-refusal.ts";

const refusal = runtimeRefusal(process.versions);
if (refusal === null) {
  module.enableCompileCache();
  void import("./main.ts").then(({ main }) => main(process.argv));
} else {
  console.error(refusal);
  process.exitCode = 1;
}
