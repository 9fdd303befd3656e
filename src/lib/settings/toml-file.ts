import { readFileSync } from "node:fs";
import { parse, type TomlTable } from "smol-toml";
import { SluiceError } from "../sluice-error.ts";

/** A file of settings cannot be read. */
export class SettingsFileInvalid extends SluiceError {
  static override readonly code = "settings-file-invalid";
}

/**
 * The contents of a TOML file; undefined where there is none.
 *
 * @throws {SettingsFileInvalid} it is no TOML
 */
export function readToml(path: string): TomlTable | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (cause) {
    throw new SettingsFileInvalid(`${path} is no TOML: ${(cause as Error).message.trim()}`, { cause });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new SettingsFileInvalid(`${path} cannot be read: ${message}`, { cause });
  }
}

/** The values of a table by their dotted names, as text: `[api] url = "x"` is `api.url`. */
export function flatTable(table: TomlTable, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(table)) {
    const name = prefix + key;
    if (Array.isArray(value)) flat.set(name, value.map(String).join(","));
    else if (isTable(value)) for (const [inner, text] of flatTable(value, `${name}.`)) flat.set(inner, text);
    else flat.set(name, String(value));
  }
  return flat;
}

/** The way back, as people write it by hand: `api.url` is in the table `api`. */
export function nestedTable(values: ReadonlyMap<string, string>): TomlTable {
  const root: TomlTable = {};
  for (const [name, value] of values) {
    const path = name.split(".");
    const key = path.pop()!;
    let table = root;
    for (const part of path) table = isTable(table[part]) ? table[part] : (table[part] = {});
    table[key] = value;
  }
  return root;
}

export function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
