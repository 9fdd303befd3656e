import type { Json, JsonObject } from "../../lib/json.ts";
import { SourceError } from "./source-error.ts";

/** What `{{ … }}` can name; what a kind is missing for stays as it is. */
export interface References {
  env?: NodeJS.ProcessEnv | undefined;
  /** Undefined: there is none of that name. */
  variable?: ((name: string) => Promise<Json | undefined>) | undefined;
  block?: ((type: string, name: string) => Promise<JsonObject | undefined>) | undefined;
  /** Of the steps before, by name, and by id and name. */
  outputs?: JsonObject | undefined;
}

const one = /\{\{\s*([^{}]+?)\s*\}\}/g;

/**
 * Fills the references in all texts of a value. A text that is nothing but one gets the value with its kind; what is
 * not ours (`{{ ctx.flow.name }}`) stays for who knows it.
 *
 * @throws {SourceError} a variable of the environment, a variable or a block is not there
 */
export async function fill(value: Json, references: References): Promise<Json> {
  if (typeof value === "string") return await fillText(value, references);
  if (Array.isArray(value)) return await Promise.all(value.map((item) => fill(item, references)));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(async ([key, item]) => [key, await fill(item, references)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function fillText(text: string, references: References): Promise<Json> {
  const found = [...text.matchAll(one)];
  if (found.length === 1 && found[0]![0] === text.trim()) return (await valueOf(found[0]![1]!, references)) ?? text;
  let filled = text;
  for (const [whole, name] of found) {
    const value = await valueOf(name!, references);
    if (value === undefined) continue;
    filled = filled.replace(whole, () => (typeof value === "string" ? value : JSON.stringify(value)));
  }
  return filled;
}

async function valueOf(name: string, { env, variable, block, outputs = {} }: References): Promise<Json | undefined> {
  if (name.startsWith("$"))
    return env && (env[name.slice(1)] ?? refuse(`The variable ${name} of the environment is not set.`));
  const [, variableName] = /^prefect\.variables\.([\w-]+)$/.exec(name) ?? [];
  if (variableName !== undefined)
    return variable && ((await variable(variableName)) ?? refuse(`There is no variable "${variableName}".`));
  const [, type, blockName, path] = /^prefect\.blocks\.([\w-]+)\.([\w-]+)(?:\.(.+))?$/.exec(name) ?? [];
  if (type === undefined || blockName === undefined) return at(outputs, name);
  if (block === undefined) return undefined;
  const data = (await block(type, blockName)) ?? refuse(`There is no block ${type}/${blockName}.`);
  if (path !== undefined) return at(data, path) ?? refuse(`The block ${type}/${blockName} has no "${path}".`);
  return "value" in data ? data["value"] : data; // of a secret, as Prefect does it
}

function at(value: Json, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>((inner, key) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner) || !Object.hasOwn(inner, key))
      return undefined;
    return inner[key];
  }, value);
}

function refuse(message: string): never {
  throw new SourceError(message);
}
