import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { flow, task } from "../../../src/index.ts";

const note = (line: string): void => appendFileSync(process.env["CHAOS_JOURNAL"] as string, `${line}\n`);

const slow = task(async function slow() {
  console.log("running");
  await sleep(800);
  note("body done");
});

const quick = task(async function quick() {});

export const away = flow({ name: "away" }, async () => {
  await quick();
  await slow();
  note("settled");
});

if (import.meta.main) await away();
