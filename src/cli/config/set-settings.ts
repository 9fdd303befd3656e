import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { stringify } from "smol-toml";
import { activeProfile, findProjectFile } from "../../lib/settings/setting-sources.ts";
import { profilesPath, readProfiles, writeProfiles } from "../../lib/settings/profiles.ts";
import { flatTable, nestedTable, readToml } from "../../lib/settings/toml-file.ts";
import { definitionOf, faultOf, type SettingName } from "../../schemas/settings.ts";
import { everywhereSet, forgetSettings } from "../../sdk/settings.ts";
import { CommandFailure } from "../failure.ts";
import { knownSetting } from "./setting-text.ts";

export interface WhereOptions {
  /** Into `sluice.toml` instead of the profile. */
  project?: true;
}

type Change = (values: Map<string, string>) => void;

/** Writes settings, all or none of them. @throws {CommandFailure} a name or a value is wrong */
export function setSettings(assignments: readonly string[], options: WhereOptions): void {
  const given = assignments.map(assignmentOf);
  const where = changeSettings(options, (values) => {
    for (const { name, value } of given) {
      remove(values, name);
      values.set(name, value);
    }
  });
  for (const { name } of given) console.log(`${name} is set in ${where}.${overruledBy(name, where)}`);
}

/** Takes settings out. */
export function unsetSettings(names: readonly string[], options: WhereOptions): void {
  const known = names.map(knownSetting);
  const gone: SettingName[] = [];
  const where = changeSettings(options, (values) => {
    for (const name of known) if (remove(values, name)) gone.push(name);
  });
  for (const name of known) console.log(`${name} is ${gone.includes(name) ? "no longer" : "not"} set in ${where}.`);
}

function assignmentOf(text: string): { name: SettingName; value: string } {
  const at = text.indexOf("=");
  if (at < 1) throw new CommandFailure(`"${text}" sets nothing: write setting=value.`);
  const name = knownSetting(text.slice(0, at));
  const value = text.slice(at + 1);
  const { environmentOnly, env } = definitionOf(name);
  if (environmentOnly) throw new CommandFailure(`${name} is set in the environment only: export ${env[0]}=…`);
  const fault = faultOf(name, value);
  if (fault !== undefined) throw new CommandFailure(`${name} must be ${fault}, not "${value}".`);
  return { name, value };
}

/** Under each of its names. */
function remove(values: Map<string, string>, name: SettingName): boolean {
  return [name, ...definitionOf(name).env].filter((key) => values.delete(key)).length > 0;
}

/** Changes the file, and says for people what was changed. */
function changeSettings({ project }: WhereOptions, change: Change): string {
  try {
    return project ? changeProject(change) : changeProfile(change);
  } finally {
    forgetSettings();
  }
}

function changeProfile(change: Change): string {
  const path = profilesPath();
  const profiles = readProfiles(path);
  const name = activeProfile() ?? "default";
  const values = profiles.byName.get(name) ?? new Map<string, string>();
  change(values);
  writeProfiles(path, { active: profiles.active ?? name, byName: profiles.byName.set(name, values) });
  return `profile ${name}`;
}

function changeProject(change: Change): string {
  const path = findProjectFile(process.cwd()) ?? resolve("sluice.toml");
  const values = flatTable(readToml(path) ?? {});
  change(values);
  writeFileSync(path, stringify(nestedTable(values)));
  return path;
}

function overruledBy(name: SettingName, where: string): string {
  const winner = everywhereSet(name)[0]?.from;
  return winner === undefined || winner.endsWith(where) ? "" : ` What counts is ${winner}, though.`;
}
