// Lines that belong to a run: on the console, and in the store with the run's id.

import { flow, getRunLogger, isSluiceError, silentLogger, task } from "../../src/index.ts";

const importRows = task("import-rows", (rows: number) => {
  const logger = getRunLogger();
  logger.info("Importing %d rows", rows); // %s, %d and %o as in util.format
  if (rows > 2) logger.warn({ unexpected: rows });
  return rows;
});

// Prints of code that knows nothing of Sluice become lines of the run.
const legacy = task({ name: "legacy", logPrints: true }, () => console.log("printed by old code"));

const demo = flow("logging-demo", async () => {
  await importRows(3);
  await legacy();
});
await demo();

try {
  getRunLogger();
} catch (error) {
  console.log(isSluiceError(error) && error.code);
}

// In a test of a plain function there is no run.
silentLogger.info("nobody reads this");

// Prints:
//   missing-context-error
