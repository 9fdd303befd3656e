// Settings that the SDK reads from the environment; Prefect's own names work for what they name.

import { ConfigurationError } from "./errors.ts";

const names = {
  "api.url": ["SLUICE_API_URL", "PREFECT_API_URL"],
  "api.key": ["SLUICE_API_KEY", "PREFECT_API_KEY"],
  "api.auth_string": ["SLUICE_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"],
  "logging.level": ["SLUICE_LOGGING_LEVEL", "PREFECT_LOGGING_LEVEL"],
  "logging.log_prints": ["SLUICE_LOGGING_LOG_PRINTS", "PREFECT_LOGGING_LOG_PRINTS"],
  "flows.default_retries": ["SLUICE_FLOWS_DEFAULT_RETRIES", "PREFECT_FLOWS_DEFAULT_RETRIES"],
  "flows.default_retry_delay_seconds": [
    "SLUICE_FLOWS_DEFAULT_RETRY_DELAY_SECONDS",
    "PREFECT_FLOWS_DEFAULT_RETRY_DELAY_SECONDS",
  ],
  "tasks.default_retries": ["SLUICE_TASKS_DEFAULT_RETRIES", "PREFECT_TASKS_DEFAULT_RETRIES"],
  "tasks.default_retry_delay_seconds": [
    "SLUICE_TASKS_DEFAULT_RETRY_DELAY_SECONDS",
    "PREFECT_TASKS_DEFAULT_RETRY_DELAY_SECONDS",
  ],
  "tasks.refresh_cache": ["SLUICE_TASKS_REFRESH_CACHE", "PREFECT_TASKS_REFRESH_CACHE"],
  "tasks.disable_caching": ["SLUICE_TASKS_DISABLE_CACHING", "PREFECT_TASKS_DISABLE_CACHING"],
  "runs.lease_seconds": ["SLUICE_RUNS_LEASE_SECONDS"],
  "client.offline_seconds": ["SLUICE_CLIENT_OFFLINE_SECONDS"],
  "database.sync": ["SLUICE_DATABASE_SYNC"],
  "results.encryption": ["SLUICE_RESULTS_ENCRYPTION"],
  always_replay: ["SLUICE_ALWAYS_REPLAY"],
} as const;

export type SettingName = keyof typeof names;

const read = new Map<SettingName, string | undefined>();

/**
 * The value of a setting, or undefined where it is not set. An empty variable counts as not set.
 * It is read once: the environment of a process answers slowly, and some settings count for every task.
 */
export function setting(name: SettingName): string | undefined {
  if (!read.has(name)) read.set(name, readVariable(name));
  return read.get(name);
}

/** For tests, which change the environment. */
export function forgetSettings(): void {
  read.clear();
}

function readVariable(name: SettingName): string | undefined {
  const variable = settingSource(name);
  return variable === undefined ? undefined : process.env[variable];
}

/** The variable that sets a setting, or undefined where none does. */
export function settingSource(name: SettingName): string | undefined {
  for (const variable of names[name]) if ((process.env[variable] ?? "") !== "") return variable;
  return undefined;
}

export const settingNames = Object.keys(names) as SettingName[];

export function numberSetting(name: SettingName): number | undefined {
  const text = setting(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isNaN(value)) throw new ConfigurationError(`${names[name][0]} must be a number, not "${text}".`);
  return value;
}

export function flagSetting(name: SettingName): boolean {
  return /^(1|true|yes|on)$/i.test(setting(name) ?? "");
}
