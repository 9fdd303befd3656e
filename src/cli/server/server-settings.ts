import { flagSetting, listSetting, numberSetting } from "../../sdk/settings.ts";
import type { Service } from "../../server/services/run-services.ts";
import { defaultSettings, type ServerSettings } from "../../server/settings.ts";
import { CommandFailure } from "../failure.ts";

/** What is set about the server that is started. */
export function serverSettings(): ServerSettings {
  return {
    ...defaultSettings,
    defaultLimit: numberSetting("server.api.default_limit") ?? defaultSettings.defaultLimit,
    maxParameterBytes: numberSetting("server.api.max_parameter_size") ?? defaultSettings.maxParameterBytes,
    csrfProtection: flagSetting("server.api.csrf_protection_enabled"),
  };
}

/**
 * The services that this server runs: all but those that are switched off.
 *
 * @throws {CommandFailure} one is switched off that there is not
 */
export function chosenServices(services: readonly Service[]): Service[] {
  const disabled = new Set(listSetting("server.services.disabled"));
  const names = services.map(({ name }) => name);
  const unknown = [...disabled].filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new CommandFailure(
      `The setting server.services.disabled names no service: ${unknown.join(", ")}. There are: ${names.join(", ")}.`,
    );
  return services.filter(({ name }) => !disabled.has(name));
}
