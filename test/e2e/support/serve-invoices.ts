// Serves a flow whose last call fails, for runs of a deployment that are retried.

import { flow, task } from "../../../src/index.ts";

const readInvoices = task({ name: "read-invoices" }, () => ["A-1", "A-2", "B-7"]);
const checkInvoice = task({ name: "check-invoice" }, (id: string) => {
  if (id === "B-7") throw new TypeError(`Invoice ${id} has no amount`);
  return id;
});

export const invoices = flow({ name: "invoices" }, async () => {
  for (const id of await readInvoices()) await checkInvoice(id);
});

if (import.meta.main) await invoices.serve({ name: "monthly", pollSeconds: 1 });
