/** How a setting is named: by itself in files, by variables in the environment. */
export interface SettingNames {
  readonly name: string;
  readonly env: readonly string[];
}

export interface FoundSetting {
  readonly value: string;
  /** For people: the variable, or the file or profile with the name in it. */
  readonly from: string;
}

/** One place where settings are written. */
export interface SettingSource {
  /** For people. */
  readonly label: string;
  find(names: SettingNames): FoundSetting | undefined;
}

/** Variables; an empty one counts as not set. */
export function environmentSource(env: NodeJS.ProcessEnv): SettingSource {
  return {
    label: "environment",
    find({ env: variables }) {
      const variable = variables.find((name) => (env[name] ?? "") !== "");
      return variable === undefined ? undefined : { value: env[variable]!, from: variable };
    },
  };
}

/** A table of a TOML file, whose keys are names of settings or, as in Prefect's files, of variables. */
export function tableSource(label: string, values: ReadonlyMap<string, string>): SettingSource {
  return {
    label,
    find({ name, env }) {
      const key = [name, ...env].find((candidate) => values.has(candidate));
      return key === undefined ? undefined : { value: values.get(key)!, from: `${key} in ${label}` };
    },
  };
}
