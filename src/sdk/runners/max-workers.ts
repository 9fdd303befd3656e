/** @throws {TypeError} it is not a whole number, 1 or more */
export function checkMaxWorkers(maxWorkers: number | undefined): number | undefined {
  if (maxWorkers !== undefined && !(Number.isInteger(maxWorkers) && maxWorkers > 0)) {
    throw new TypeError(`maxWorkers must be a whole number, 1 or more, not ${String(maxWorkers)}.`);
  }
  return maxWorkers;
}
