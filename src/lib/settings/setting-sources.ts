import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { profilesPath, readProfiles } from "./profiles.ts";
import { environmentSource, type SettingSource, tableSource } from "./setting-source.ts";
import { flatTable, readToml, SettingsFileInvalid } from "./toml-file.ts";

const projectFile = "sluice.toml";

export interface Place {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

/**
 * Where settings are looked up, the first that has one wins: the environment, the project's `sluice.toml`, the profile.
 * What a command line's options say comes before all of them.
 *
 * @throws {SettingsFileInvalid}
 */
export function settingSources({ env = process.env, cwd = process.cwd() }: Place = {}): SettingSource[] {
  return [environmentSource(env), ...projectSource(cwd), ...profileSource(env)];
}

/** The nearest `sluice.toml`, from the working directory upwards; the user's own folder is no project. */
export function findProjectFile(cwd: string): string | undefined {
  for (let at = resolve(cwd); at !== homedir(); at = dirname(at)) {
    const path = join(at, projectFile);
    if (readToml(path) !== undefined) return path;
    if (dirname(at) === at) break;
  }
  return undefined;
}

function projectSource(cwd: string): SettingSource[] {
  const path = findProjectFile(cwd);
  return path === undefined ? [] : [tableSource(path, flatTable(readToml(path)!))];
}

/** The name of the profile in use: by `SLUICE_PROFILE` (or Prefect's), or as the file says. */
export function activeProfile(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env["SLUICE_PROFILE"] || env["PREFECT_PROFILE"] || readProfiles(profilesPath(env)).active;
}

function profileSource(env: NodeJS.ProcessEnv): SettingSource[] {
  const path = profilesPath(env);
  const name = activeProfile(env);
  if (name === undefined) return [];
  const values = readProfiles(path).byName.get(name);
  if (values !== undefined) return [tableSource(`profile ${name}`, values)];
  if (!env["SLUICE_PROFILE"] && env["PREFECT_PROFILE"]) return []; // one of Prefect's own file
  throw new SettingsFileInvalid(
    `There is no profile "${name}" in ${path}: "sluice profile ls" lists them, "sluice profile create ${name}" makes it.`,
  );
}
