// A cached task takes its result from an earlier run, of this flow or another, instead of running.

import { cachePolicyFromFn, flow, INPUTS, NO_CACHE, task, TASK_SOURCE } from "../../src/index.ts";

let runs = 0;
const square = task({ name: "square", cachePolicy: INPUTS }, (n: number) => {
  runs++;
  return n * n;
});

async function outcome(call: { state(): Promise<{ name: string }> }): Promise<string> {
  const before = runs;
  const { name } = await call.state();
  return `${name}${runs > before ? ", it ran" : ""}`;
}

const demo = flow("cache-demo", async () => {
  console.log("first:", await outcome(square(4)));
  console.log("again:", await outcome(square(4)));
  console.log("other argument:", await outcome(square(5)));
  console.log("asked to refresh:", await outcome(square.withOptions({ refreshCache: true })(4)));
  console.log("no cache:", await outcome(square.withOptions({ cachePolicy: NO_CACHE })(4)));

  // Leave out what makes no difference to the result.
  const render = task({ name: "render", cachePolicy: INPUTS.minus("verbose") }, (page: string, verbose: boolean) => {
    runs++;
    return verbose ? `${page}!` : page;
  });
  console.log("verbose is left out:", await outcome(render("home", true)), "/", await outcome(render("home", false)));

  // Policies add up; a function makes one of its own; an entry can go stale.
  const byDay = cachePolicyFromFn((_context, { day }) => String(day).slice(0, 10));
  const daily = task(
    { name: "daily", cachePolicy: byDay.and(TASK_SOURCE), cacheExpiration: { hours: 12 } },
    (_day: string) => ++runs,
  );
  console.log("by day:", await outcome(daily("2026-01-31T08:00")), "/", await outcome(daily("2026-01-31T20:00")));

  const brief = task(
    { name: "brief", cachePolicy: INPUTS, cacheExpiration: { milliseconds: 20 } },
    (_n: number) => ++runs,
  );
  await brief(1);
  await new Promise((resolve) => setTimeout(resolve, 40));
  console.log("expired:", await outcome(brief(1)));
});

await demo();
console.log("in the next run:", await outcome(square(4)));

// Prints:
//   first: Completed, it ran
//   again: Cached
//   other argument: Completed, it ran
//   asked to refresh: Completed, it ran
//   no cache: Completed, it ran
//   verbose is left out: Completed, it ran / Cached
//   by day: Completed, it ran / Cached
//   expired: Completed, it ran
//   in the next run: Cached
