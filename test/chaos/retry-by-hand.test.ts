import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Home } from "./support/programs.ts";

const sluice = fileURLToPath(new URL("../../src/index.ts", import.meta.url));
const crash = { env: { CHAOS_END: "crash" } };

/** A program that kills itself where it says `crash()`, unless it goes on. */
function write(home: Home, program: string): string {
  const file = join(home.path, "program.ts");
  writeFileSync(
    file,
    `import { flow, task } from ${JSON.stringify(sluice)};
    const crash = (): void => { if (process.env["CHAOS_END"] !== undefined) process.kill(process.pid, "SIGKILL"); };
    const load = task(async function load(n: number) { console.log("loading", n); return n; });
    ${program}\n`,
  );
  return file;
}

async function crashThenRetry(home: Home, program: string) {
  expect((await home.run(write(home, program), crash)).signal).toBe("SIGKILL");
  const [run] = await home.runs();
  return await home.retry(run!.id);
}

test("R2: a run that is retried by hand says how it ended and what it returned", async () => {
  using home = new Home();
  const { code, output } = await crashThenRetry(
    home,
    `const sums = flow({ name: "sums" }, async () => { const total = await load(1); crash(); return { total, rows: [2, 3] }; });
    if (import.meta.main) await sums();`,
  );
  expect(code, output).toBe(0);
  expect(output).toMatch(/Flow run \S+ has completed: Completed\(\)\nIt returned { total: 1, rows: \[ 2, 3 \] }/);
});

test("R2: a generator flow that is retried by hand runs to its end, though nobody takes its values", async () => {
  using home = new Home();
  const { code, output } = await crashThenRetry(
    home,
    `const rows = flow({ name: "rows" }, async function* () {
      for (let n = 1; n <= 3; n++) { yield await load(n); if (n === 2) crash(); }
    });
    if (import.meta.main) for await (const row of rows()) console.log("got", row);`,
  );
  expect(code, output).toBe(0);
  expect(output.match(/loading \d/g)).toEqual(["loading 3"]);
  expect((await home.runs())[0]).toMatchObject({ state: "Completed", attempt: 2 });
});
