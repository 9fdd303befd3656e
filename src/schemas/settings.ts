// Every setting, as data: the server, the SDK, the command line and docs/settings.md read this one table. No zod: the
// SDK imports it with the first line of a program.

/** What a setting's text has to be. `list`: parts between commas. */
export type SettingKind = "text" | "number" | "flag" | "list";

export interface SettingDefinition {
  /** Variables that set it, ours first; Prefect's for what it names. */
  readonly env: readonly [string, ...string[]];
  readonly kind: SettingKind;
  /** As it would be written; without one, nothing is set. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** Masked wherever it is shown. */
  readonly secret?: true;
  /** Only the environment sets it: it says where the files are, or is kept out of them. */
  readonly environmentOnly?: true;
  readonly about: string;
}

const levels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] as const;

export const settingTable = {
  home: setting("SLUICE_HOME", "text", "The folder in which Sluice keeps its things.", { environmentOnly: true }),
  profile: setting(both("PROFILE"), "text", "The profile in use.", { environmentOnly: true }),
  profiles_path: setting("SLUICE_PROFILES_PATH", "text", "The file of the profiles.", {
    default: "~/.sluice/profiles.toml",
    environmentOnly: true,
  }),
  secret_key: setting("SLUICE_SECRET_KEY", "text", "Hashes secrets and encrypts results; else a file in the home.", {
    secret: true,
    environmentOnly: true,
  }),

  "api.url": setting(both("API_URL"), "text", "The server that runs are reported to; without it, the database here."),
  "api.key": setting(both("API_KEY"), "text", "An API key for that server.", { secret: true }),
  "api.auth_string": setting(both("API_AUTH_STRING"), "text", "user:password for that server.", { secret: true }),
  "client.offline_seconds": setting(
    "SLUICE_CLIENT_OFFLINE_SECONDS",
    "number",
    "How long a flow waits for a server that is away; without it, for as long as it takes.",
  ),

  "database.url": setting("SLUICE_DATABASE_URL", "text", "A SQLite file or a postgresql:// URL; else the home's.", {
    secret: true,
  }),
  "database.sync": setting("SLUICE_DATABASE_SYNC", "text", "SQLite: full survives a power cut, too.", {
    default: "normal",
    choices: ["normal", "full"],
  }),

  "flows.default_retries": setting(both("FLOWS_DEFAULT_RETRIES"), "number", "Retries of flows that set none.", {
    default: "0",
  }),
  "flows.default_retry_delay_seconds": setting(
    both("FLOWS_DEFAULT_RETRY_DELAY_SECONDS"),
    "number",
    "Seconds before a flow is tried again.",
    { default: "0" },
  ),
  "tasks.default_retries": setting(both("TASKS_DEFAULT_RETRIES"), "number", "Retries of tasks that set none.", {
    default: "0",
  }),
  "tasks.default_retry_delay_seconds": setting(
    both("TASKS_DEFAULT_RETRY_DELAY_SECONDS"),
    "number",
    "Seconds before a task is tried again.",
    { default: "0" },
  ),
  "tasks.refresh_cache": setting(both("TASKS_REFRESH_CACHE"), "flag", "Run tasks although their result is cached.", {
    default: "false",
  }),
  "tasks.disable_caching": setting(both("TASKS_DISABLE_CACHING"), "flag", "Neither read nor write the cache.", {
    default: "false",
  }),
  "runs.lease_seconds": setting(
    "SLUICE_RUNS_LEASE_SECONDS",
    "number",
    "A run whose process is silent so long is dead.",
    {
      default: "30",
    },
  ),
  "runner.process_limit": setting(both("RUNNER_PROCESS_LIMIT"), "number", "Runs at once of one serve.", {
    default: "5",
  }),
  "runner.poll_frequency": setting(
    both("RUNNER_POLL_FREQUENCY"),
    "number",
    "Seconds between two looks for due runs, behind being told of them.",
    { default: "10" },
  ),
  "runner.warm": setting("SLUICE_RUNNER_WARM", "flag", "Keep a process with the code loaded for the next run.", {
    default: "true",
  }),
  "worker.query_seconds": setting(
    both("WORKER_QUERY_SECONDS"),
    "number",
    "Seconds between two looks of a worker for due runs, behind being told of them.",
    { default: "10" },
  ),
  "worker.prefetch_seconds": setting(
    both("WORKER_PREFETCH_SECONDS"),
    "number",
    "How far ahead a worker looks for runs.",
    { default: "10" },
  ),
  "worker.heartbeat_seconds": setting(
    both("WORKER_HEARTBEAT_SECONDS"),
    "number",
    "Seconds between two signs of life of a worker.",
    { default: "30" },
  ),
  "results.encryption": setting("SLUICE_RESULTS_ENCRYPTION", "flag", "Encrypt results and parameters at rest.", {
    default: "false",
  }),
  "results.local_storage_path": setting(
    ["SLUICE_RESULTS_LOCAL_STORAGE_PATH", "PREFECT_RESULTS_LOCAL_STORAGE_PATH", "PREFECT_LOCAL_STORAGE_PATH"],
    "text",
    "The folder for large results; else results/ in the home.",
  ),
  "logging.level": setting(both("LOGGING_LEVEL"), "text", "The least that the console shows.", {
    default: "INFO",
    choices: levels,
  }),
  "logging.log_prints": setting(both("LOGGING_LOG_PRINTS"), "flag", "console.log in flows and tasks is a log line.", {
    default: "false",
  }),
  always_replay: setting("SLUICE_ALWAYS_REPLAY", "flag", "Hand out decoded copies of results on the first run, too.", {
    default: "false",
  }),

  "server.api.host": setting(both("SERVER_API_HOST"), "text", "The address that a server listens on.", {
    default: "127.0.0.1",
  }),
  "server.api.port": setting(both("SERVER_API_PORT"), "number", "Its port; 0 takes any that is free.", {
    default: "4200",
  }),
  "server.api.auth_string": setting(both("SERVER_API_AUTH_STRING"), "text", "user:password that requests must carry.", {
    secret: true,
  }),
  "server.api.csrf_protection_enabled": setting(
    [...both("SERVER_API_CSRF_PROTECTION_ENABLED"), "PREFECT_SERVER_CSRF_PROTECTION_ENABLED"],
    "flag",
    "Requests that change something need a CSRF token, which clients fetch by themselves.",
    { default: "false" },
  ),
  "server.api.default_limit": setting(
    [...both("SERVER_API_DEFAULT_LIMIT"), "PREFECT_API_DEFAULT_LIMIT"],
    "number",
    "Rows in one answer, at most and by default.",
    { default: "200" },
  ),
  "server.api.max_parameter_size": setting(
    both("SERVER_API_MAX_PARAMETER_SIZE"),
    "number",
    "Bytes of the parameters of a run; 0 for no limit.",
    { default: "524288" },
  ),
  "server.api.allowed_hosts": setting(
    "SLUICE_SERVER_API_ALLOWED_HOSTS",
    "list",
    "Names by which others reach the server; on 127.0.0.1 all but these and localhost are refused.",
  ),
  "server.api.cors_allowed_origins": setting(
    [...both("SERVER_API_CORS_ALLOWED_ORIGINS"), "PREFECT_SERVER_CORS_ALLOWED_ORIGINS"],
    "list",
    "Web pages of other origins that may use the API; * for all.",
  ),
  "server.encryption_key": setting(
    both("SERVER_ENCRYPTION_KEY"),
    "text",
    "Seals block data; else kept in the database.",
    {
      secret: true,
      environmentOnly: true,
    },
  ),
  "server.metrics_enabled": setting(
    [...both("SERVER_METRICS_ENABLED"), "PREFECT_API_ENABLE_METRICS"],
    "flag",
    "Serve GET /api/metrics.",
    { default: "true" },
  ),
  "server.log_format": setting("SLUICE_SERVER_LOG_FORMAT", "text", "json writes one object a line.", {
    default: "text",
    choices: ["text", "json"],
  }),
  "server.services.disabled": setting(
    "SLUICE_SERVER_SERVICES_DISABLED",
    "list",
    "Background services that this server leaves alone, by name.",
  ),
  "server.retention.flow_runs_days": setting(
    "SLUICE_SERVER_RETENTION_FLOW_RUNS_DAYS",
    "number",
    "Ended runs older than this are deleted, whole; 0 keeps them for ever.",
    { default: "90" },
  ),
  "server.retention.events_days": setting(
    "SLUICE_SERVER_RETENTION_EVENTS_DAYS",
    "number",
    "Events older than this are deleted; 0 keeps them for ever.",
    { default: "7" },
  ),
  "server.retention.audit_days": setting(
    "SLUICE_SERVER_RETENTION_AUDIT_DAYS",
    "number",
    "Entries of the audit log older than this are deleted; 0 keeps them for ever.",
    { default: "365" },
  ),
} as const satisfies Record<string, SettingDefinition>;

export type SettingName = keyof typeof settingTable;

export const settingNames = Object.keys(settingTable) as SettingName[];

export function definitionOf(name: SettingName): SettingDefinition {
  return settingTable[name];
}

/** The setting that a person names: by its name, or by one of its variables. */
export function settingNamed(text: string): SettingName | undefined {
  if (Object.hasOwn(settingTable, text)) return text as SettingName;
  return settingNames.find((name) => definitionOf(name).env.includes(text));
}

/** What is wrong with a text as the value of a setting; undefined when nothing is. */
export function faultOf(name: SettingName, text: string): string | undefined {
  const { kind, choices } = definitionOf(name);
  if (kind === "number" && !(Number(text) >= 0 && Number.isFinite(Number(text)))) return "a number that is not below 0";
  if (kind === "flag" && !/^(1|0|true|false|yes|no|on|off)$/i.test(text)) return "true or false";
  const isChoice = choices === undefined || choices.some((choice) => choice.toLowerCase() === text.toLowerCase());
  return isChoice ? undefined : `one of ${choices.join(", ")}`;
}

/** A variable of ours, and Prefect's of the same meaning. */
function both(name: string): [string, string] {
  return [`SLUICE_${name}`, `PREFECT_${name}`];
}

function setting(
  env: string | [string, ...string[]],
  kind: SettingKind,
  about: string,
  more: Omit<SettingDefinition, "env" | "kind" | "about"> = {},
): SettingDefinition {
  return { env: typeof env === "string" ? [env] : env, kind, about, ...more };
}
