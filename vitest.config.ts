import { defineConfig } from "vitest/config";

// Files of one project that share no process state run without isolation, which is four times faster;
// what defines flows and tasks, changes the environment or starts processes gets a context of its own.
const inIsolation = [
  "src/sdk/**",
  "src/worker/**",
  "src/testing/**",
  "src/cli/**",
  "src/integrations/**",
  "src/*.test.ts",
];

export default defineConfig({
  test: {
    passWithNoTests: true,
    env: { SLUICE_PROFILES_PATH: "/nowhere/profiles.toml" }, // not those of whoever runs the tests
    globalSetup: ["test/support/postgres-on-demand.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{src,scripts}/**/*.test.ts", "ui/**/*.test.{ts,tsx}"],
          exclude: inIsolation,
          pool: "threads",
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "isolated",
          include: inIsolation.map((glob) => (glob.endsWith("**") ? `${glob}/*.test.ts` : glob)),
          pool: "forks",
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "contract",
          include: ["test/*.test.ts", "test/{support,contracts,sdk,examples,runners}/**/*.test.ts"],
          pool: "forks",
          testTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      ...["interop", "chaos", "e2e", "package"].map((name, at) => ({
        extends: true as const,
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          pool: "forks" as const,
          // They start processes, browsers and installs, and some look at the clock: one file at a time, after the others.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 + at },
        },
      })),
    ],
  },
});
