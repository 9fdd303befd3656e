// Steps that count together: all of them, or none.

import { flow, memoryLocks, memoryStorage, task, transaction, type Transaction } from "../../src/index.ts";

const files = new Set<string>();

const writeFile = task("write-file", (name: string) => void files.add(name));
writeFile.onRollback((txn: Transaction) => void files.delete(txn.get("name")));
writeFile.onCommit(() => console.log("commit:", [...files]));

const check = task("check", (name: string) => {
  if (name.endsWith(".tmp")) throw new Error(`${name} is no report`);
});

const publish = flow("publish", async (name: string) => {
  await transaction(async (txn) => {
    txn.set("name", name); // for the hooks
    await writeFile(name);
    console.log("inside:", [...files]);
    await check(name); //    throws: the file is removed again
  });
});

await publish("report.md");
const state = await publish("notes.tmp").state();
console.log(state.type, "and left:", [...files]);

// With a key a transaction happens once, whoever comes again.
const storage = memoryStorage();
const invoice = flow("invoice", async (month: string) =>
  transaction({ key: `invoice-${month}`, storage }, async (txn) => {
    if (txn.isCommitted()) return `already sent: ${String(await txn.read())}`;
    txn.stage(`invoice of ${month}`);
    return "sent";
  }),
);
console.log(await invoice("2026-01"), "/", await invoice("2026-01"), "/", await invoice("2026-02"));

// Of several that come at the same moment, one does it and the others wait for what it wrote.
const lockManager = memoryLocks();
const daily = flow("daily", async () =>
  transaction({ key: "rates", storage, isolationLevel: "SERIALIZABLE", lockManager }, async (txn) => {
    if (txn.isCommitted()) return "read";
    txn.stage("the rates of today");
    return "fetched";
  }),
);
console.log(await Promise.all([daily(), daily(), daily()]));

// Prints:
//   inside: [ 'report.md' ]
//   commit: [ 'report.md' ]
//   inside: [ 'report.md', 'notes.tmp' ]
//   FAILED and left: [ 'report.md' ]
//   sent / already sent: invoice of 2026-01 / sent
//   [ 'fetched', 'read', 'read' ]
