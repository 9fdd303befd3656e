import { expect, test } from "vitest";
import { makeWorkplace } from "../../../test/support/command-line.ts";

test("the database is made, measured and emptied; a script has to say --yes", async () => {
  await using workplace = await makeWorkplace();
  const database = (...args: string[]) => workplace.sluice(["server", "database", ...args]);
  expect((await database("migrate")).stdout).toMatch(/is up to date: schema \d+\.\n$/);
  await workplace.sluice(["variable", "set", "a", "1"]);
  const before = JSON.parse((await database("storage", "--output", "json")).stdout) as {
    tables: { table: string; rows: number }[];
  };
  expect(before.tables.find(({ table }) => table === "variable")).toMatchObject({ rows: 1 });
  expect((await database("storage")).stdout).toMatch(/^flow_run +0 +0\.\d MB$/m);

  const refused = await database("reset");
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain("say --yes");
  expect((await workplace.sluice(["variable", "get", "a"])).stdout).toBe("1\n");
  expect((await database("reset", "--yes")).stdout).toMatch(/ is empty\.\n$/);
  expect((await workplace.sluice(["variable", "ls"])).stdout).toBe("");
});

test("a database that a server uses is not emptied", async () => {
  await using workplace = await makeWorkplace();
  await workplace.serve(["--no-ui"]);
  const { stderr } = await workplace.sluice(["server", "database", "reset", "--yes"]);
  expect(stderr).toMatch(/^error: A server runs on .*: stop it first\.\n$/);
});
