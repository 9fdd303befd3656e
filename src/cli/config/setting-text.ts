import { definitionOf, settingNamed, type SettingName } from "../../schemas/settings.ts";
import { withoutPassword } from "../api.ts";
import { CommandFailure } from "../failure.ts";

/** The setting that a person names. @throws {CommandFailure} there is none */
export function knownSetting(text: string): SettingName {
  const name = settingNamed(text);
  if (name !== undefined) return name;
  throw new CommandFailure(`There is no setting "${text}": "sluice config view --show-defaults" lists them.`);
}

/** A value as it may be shown: secrets only where that is asked for. */
export function shown(name: SettingName, value: string, { showSecrets }: { showSecrets?: true }): string {
  if (showSecrets || !definitionOf(name).secret) return value;
  return name === "database.url" ? withoutPassword(value) : "********";
}
