import { expect, test } from "vitest";
import { describeError } from "./run-logger.ts";

test("a described error keeps what it says and its own fields", () => {
  const error = Object.assign(new RangeError("too far"), { code: "E_FAR" });
  expect(describeError(error)).toMatch(/^RangeError: too far[^]*code: 'E_FAR'/);
});
