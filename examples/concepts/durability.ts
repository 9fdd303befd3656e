// A run goes on where it was: what had completed is not done again. This program kills itself to show it.

import { randomUUID } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { flow, task } from "../../src/index.ts";

const journal = process.env["JOURNAL"] ?? "journal.txt";

const charge = task("charge", (customer: string) => {
  appendFileSync(journal, `charged ${customer}\n`); // the side effect that must not happen twice
  return customer.length;
});

export const billing = flow("billing", async (customers: string[]) => {
  // What happens outside tasks happens again; inside a task it is done once.
  const batch = await task("batch-id", () => randomUUID())();
  let sum = 0;
  for (const customer of customers) {
    sum += await charge(customer);
    if (customer === "bob" && process.env["DIE"] === "yes") process.kill(process.pid, "SIGKILL");
  }
  appendFileSync(journal, `batch ${batch} sum ${sum}\n`);
  return sum;
});

if (import.meta.main) {
  console.log(await billing(["ann", "bob", "cid"]));
  console.log(readFileSync(journal, "utf8").match(/charged/g)?.length, "charges");
}

// Prints:
//   9
//   3 charges
