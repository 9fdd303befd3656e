// What a run leaves for people to read, in the UI and with `sluice artifact ls`.

import { artifacts, flow, task } from "../../src/index.ts";

const measure = task("measure", async () => {
  // A bar that moves while the work goes on.
  const bar = await artifacts.progress({ progress: 0, description: "rows measured" });
  for (const percent of [50, 100]) await artifacts.updateProgress(bar, percent);
  return [
    { city: "Oslo", degrees: -4 },
    { city: "Quito", degrees: 19 },
  ];
});

const weather = flow("weather", async () => {
  const rows = await measure();
  // Artifacts of one key are versions of one thing: the newest is shown first.
  await artifacts.table({ key: "temperatures", table: rows, description: "measured this morning" });
  await artifacts.markdown({ key: "report", markdown: `# Weather\n\n${rows.length} cities, coldest: **Oslo**.` });
  await artifacts.link({ key: "source", link: "https://example.com/weather", linkText: "the stations" });
  await artifacts.image({ key: "map", imageUrl: "https://example.com/map.png" });
  return rows.length;
});

console.log(await weather());
const refused = await flow("no-key", async () => artifacts.link({ key: "Not A Key", link: "x" }))().state();
console.log(refused.message);

// Prints:
//   2
//   Flow run encountered an exception: TypeError: An artifact's key may hold lower-case letters, digits and dashes: "Not A Key".
