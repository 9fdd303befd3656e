// The program that serves row 9's flow.

import { writeFileSync } from "node:fs";

const sources = "../../src/index.ts";
const { flow } = (await import(process.env["BENCH_PACKAGE"] ?? sources)) as typeof import("../../src/index.ts");

export const bench = flow(function bench() {
  writeFileSync(process.env["BENCH_FILE"]!, String(process.hrtime.bigint()));
});

if (import.meta.main) await bench.serve({ name: "bench" });
