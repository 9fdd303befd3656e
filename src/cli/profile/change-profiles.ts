import { profilesPath, type Profiles, readProfiles, writeProfiles } from "../../lib/settings/profiles.ts";
import { confirm } from "../confirm.ts";
import { CommandFailure } from "../failure.ts";
import { profileNamed } from "./list-profiles.ts";

/** Makes a profile, empty or like another one. */
export function createProfile(name: string, { from }: { from?: string }): void {
  if (!/^[\w-]+$/.test(name)) throw new CommandFailure(`"${name}" is no name: letters, digits, _ and - make one.`);
  change((profiles) => {
    if (profiles.byName.has(name)) throw new CommandFailure(`There is a profile "${name}" already.`);
    profiles.byName.set(name, new Map(from === undefined ? [] : profileNamed(profiles, from)));
  });
  console.log(`Made the profile ${name}. Use it: sluice profile use ${name}`);
}

export function useProfile(name: string): void {
  change((profiles) => {
    profileNamed(profiles, name);
    profiles.active = name;
  });
  const overruling = ["SLUICE_PROFILE", "PREFECT_PROFILE"].find((variable) => process.env[variable]);
  console.log(`The profile ${name} is in use.${overruling ? ` Here ${overruling} names another one, though.` : ""}`);
}

export async function deleteProfile(name: string, { yes }: { yes?: true }): Promise<void> {
  profileNamed(readProfiles(profilesPath()), name);
  if (!yes) await confirm(`Delete the profile ${name} with its settings?`);
  change((profiles) => {
    profiles.byName.delete(name);
    if (profiles.active === name) profiles.active = undefined;
  });
  console.log(`Deleted the profile ${name}.`);
}

function change(changeAll: (profiles: Profiles) => void): void {
  const path = profilesPath();
  const profiles = readProfiles(path);
  changeAll(profiles);
  writeProfiles(path, profiles);
}
