// Profiles: sets of settings of a person, in `~/.sluice/profiles.toml` (engine.md S10), of which one is in use.

import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { stringify, type TomlTable } from "smol-toml";
import { flatTable, isTable, nestedTable, readToml, SettingsFileInvalid } from "./toml-file.ts";

export interface Profiles {
  /** The one in use, where nothing else is said. */
  active: string | undefined;
  /** The settings of each, by their names. */
  byName: Map<string, Map<string, string>>;
}

export function profilesPath(env: NodeJS.ProcessEnv = process.env): string {
  const given = env["SLUICE_PROFILES_PATH"];
  return given ? resolve(given) : join(homedir(), ".sluice", "profiles.toml");
}

/** @throws {SettingsFileInvalid} */
export function readProfiles(path: string): Profiles {
  const file = readToml(path) ?? {};
  const { active, profiles = {} } = file;
  if (!isTable(profiles)) throw new SettingsFileInvalid(`${path}: "profiles" is no table of profiles.`);
  const byName = Object.entries(profiles).map(([name, table]): [string, Map<string, string>] => {
    if (!isTable(table)) throw new SettingsFileInvalid(`${path}: the profile "${name}" is no table of settings.`);
    return [name, flatTable(table)];
  });
  return { active: typeof active === "string" ? active : undefined, byName: new Map(byName) };
}

/** Writes them to a file that its owner only can read: it may hold keys. */
export function writeProfiles(path: string, { active, byName }: Profiles): void {
  const profiles = Object.fromEntries([...byName].map(([name, values]) => [name, nestedTable(values)]));
  const file: TomlTable = { ...(active === undefined ? {} : { active }), profiles };
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, stringify(file), { mode: 0o600 });
  renameSync(draft, path); // a reader sees the old file or the new one
}
