// Settings in force: from the environment, the project's file or the profile (schemas/settings.ts says which there are).

import type { FoundSetting, SettingSource } from "../lib/settings/setting-source.ts";
import { settingSources } from "../lib/settings/setting-sources.ts";
import { definitionOf, faultOf, type SettingName } from "../schemas/settings.ts";
import { ConfigurationError } from "./errors.ts";

export type { SettingName };

let sources: readonly SettingSource[] | undefined;
const known = new Map<SettingName, FoundSetting | undefined>();

/**
 * The value of a setting, or undefined where it is not set; defaults are for whoever asks.
 * It is read once: the environment of a process answers slowly, and some settings count for every task.
 *
 * @throws {SettingsFileInvalid}
 */
export function setting(name: SettingName): string | undefined {
  return foundSetting(name)?.value;
}

/** Where a setting comes from, for people: the name of a variable, or of a file or profile. */
export function settingSource(name: SettingName): string | undefined {
  return foundSetting(name)?.from;
}

/** For tests, and after something has changed them. */
export function forgetSettings(): void {
  sources = undefined;
  known.clear();
}

/** @throws {ConfigurationError} it is set to what is no number */
export function numberSetting(name: SettingName): number | undefined {
  const found = checked(name);
  return found && Number(found.value);
}

export function flagSetting(name: SettingName): boolean {
  return /^(1|true|yes|on)$/i.test(setting(name) ?? definitionOf(name).default ?? "");
}

/** The parts of a list. */
export function listSetting(name: SettingName): string[] {
  const parts = (setting(name) ?? "").split(",").map((part) => part.trim());
  return parts.filter((part) => part !== "");
}

/** A value, or its default, that is what its setting wants. @throws {ConfigurationError} */
export function textSetting(name: SettingName): string | undefined {
  return checked(name)?.value ?? definitionOf(name).default;
}

/** Each place in which a setting is written, the one that wins first. */
export function everywhereSet(name: SettingName): FoundSetting[] {
  return lookedUpIn(name).flatMap((source) => source.find({ name, env: definitionOf(name).env }) ?? []);
}

function foundSetting(name: SettingName): FoundSetting | undefined {
  if (!known.has(name)) known.set(name, everywhereSet(name)[0]);
  return known.get(name);
}

function lookedUpIn(name: SettingName): readonly SettingSource[] {
  sources ??= settingSources();
  return definitionOf(name).environmentOnly ? sources.slice(0, 1) : sources;
}

function checked(name: SettingName): FoundSetting | undefined {
  const found = foundSetting(name);
  const fault = found && faultOf(name, found.value);
  if (fault === undefined) return found;
  throw new ConfigurationError(`${found!.from} must be ${fault}, not "${found!.value}".`);
}
