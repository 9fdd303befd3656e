import { profilesPath, type Profiles, readProfiles } from "../../lib/settings/profiles.ts";
import { activeProfile } from "../../lib/settings/setting-sources.ts";
import { settingNamed } from "../../schemas/settings.ts";
import { shown } from "../config/setting-text.ts";
import { CommandFailure } from "../failure.ts";
import type { OutputOptions } from "../options.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";

export function listProfiles(options: OutputOptions): void {
  const path = profilesPath();
  const active = activeProfile();
  const rows = [...readProfiles(path).byName].map(([name, values]) => ({
    name,
    active: name === active,
    settings: values.size,
  }));
  printList(rows, { ...options, columns: profileColumns, empty: `No profiles in ${path}.` });
}

export function inspectProfile(name: string | undefined, options: OutputOptions & { showSecrets?: true }): void {
  const wanted = name ?? activeProfile();
  if (wanted === undefined) throw new CommandFailure("No profile is in use: name one.");
  const values = profileNamed(readProfiles(profilesPath()), wanted);
  const rows = [...values].map(([key, value]) => {
    const known = settingNamed(key);
    return {
      setting: key,
      value: known === undefined ? value : shown(known, value, options),
      known: known !== undefined,
    };
  });
  printList(rows, { ...options, columns: settingColumns, empty: `The profile ${wanted} sets nothing.` });
}

/** @throws {CommandFailure} there is none of this name */
export function profileNamed({ byName }: Profiles, name: string): Map<string, string> {
  const values = byName.get(name);
  if (values !== undefined) return values;
  throw new CommandFailure(`There is no profile "${name}": "sluice profile ls" lists them.`);
}

const profileColumns: Column<{ name: string; active: boolean; settings: number }>[] = [
  { head: "Profile", text: (row) => `${row.active ? "* " : "  "}${row.name}`, paint: paint.cyan },
  { head: "Settings", text: (row) => String(row.settings) },
];

const settingColumns: Column<{ setting: string; value: string; known: boolean }>[] = [
  { head: "Setting", text: (row) => row.setting, paint: paint.cyan },
  { head: "Value", text: (row) => row.value },
  { head: "", text: (row) => (row.known ? "" : "unknown here") },
];
