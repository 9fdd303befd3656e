import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readProfiles, writeProfiles } from "./profiles.ts";
import { settingSources } from "./setting-sources.ts";

const names = { name: "api.url", env: ["SLUICE_API_URL", "PREFECT_API_URL"] };
let folder = "";
let profiles = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-settings-"));
  profiles = join(folder, "profiles.toml");
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Every place that has a value, the one that wins first. */
function found(env: NodeJS.ProcessEnv = {}, cwd = folder): { value: string; from: string }[] {
  const sources = settingSources({ env: { SLUICE_PROFILES_PATH: profiles, ...env }, cwd });
  return sources.flatMap((source) => source.find(names) ?? []);
}

test("the environment comes before the project's file, and that before the profile", async () => {
  await writeFile(join(folder, "sluice.toml"), '[api]\nurl = "project"');
  await writeFile(profiles, 'active = "work"\n[profiles.work.api]\nurl = "profile"');
  expect(found({ PREFECT_API_URL: "theirs", SLUICE_API_URL: "ours" }).map(({ value }) => value)).toEqual([
    "ours",
    "project",
    "profile",
  ]);
  expect(found({ PREFECT_API_URL: "theirs", SLUICE_API_URL: "" })[0]).toEqual({
    value: "theirs",
    from: "PREFECT_API_URL",
  });
  expect(found().map(({ from }) => from)).toEqual([
    `api.url in ${join(folder, "sluice.toml")}`,
    "api.url in profile work",
  ]);
});

test("the project's file is found from a folder below", async () => {
  await mkdir(join(folder, "src", "flows"), { recursive: true });
  await writeFile(join(folder, "sluice.toml"), 'api.url = "project"');
  expect(found({}, join(folder, "src", "flows"))).toHaveLength(1);
});

test("a .env beside the program sets nothing", async () => {
  await writeFile(join(folder, ".env"), "SLUICE_API_URL=http://stray\ndatabase=abc");
  expect(found()).toEqual([]);
});

test("a profile may name settings by their variables, as Prefect's do", async () => {
  await writeFile(profiles, '[profiles.old]\nPREFECT_API_URL = "theirs"');
  expect(found({ SLUICE_PROFILE: "old" })).toEqual([{ value: "theirs", from: "PREFECT_API_URL in profile old" }]);
});

test("a profile that is not there is an error, unless only Prefect's variable names it", () => {
  expect(() => found({ SLUICE_PROFILE: "gone" })).toThrow('There is no profile "gone"');
  expect(found({ PREFECT_PROFILE: "theirs" })).toEqual([]);
});

test("a file that is no TOML is named", async () => {
  await writeFile(join(folder, "sluice.toml"), "api.url = ");
  expect(() => found()).toThrow(join(folder, "sluice.toml"));
});

test("profiles come back as they were written, and only their owner can read them", async () => {
  const byName = new Map([["work", new Map([["api.key", "sl_1"]])]]);
  writeProfiles(profiles, { active: "work", byName });
  expect(readProfiles(profiles)).toEqual({ active: "work", byName });
  expect((await stat(profiles)).mode & 0o777).toBe(0o600);
});
