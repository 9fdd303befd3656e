import type { Json } from "../lib/json.ts";
import { ask } from "./engine/reporting/ask.ts";
import { connect } from "./engine/reporting/process.ts";
import { isHttpStatusError, ObjectAlreadyExists } from "./errors.ts";

interface StoredVariable {
  id: string;
  name: string;
  value: Json;
  tags: string[];
}

const namePattern = /^[a-z0-9_-]{1,255}$/;

/** Small named values that flows share: configuration that changes without a deployment. */
export const variables = {
  /** The value of a variable; `fallback` (undefined by default) where there is none. */
  async get<T extends Json = Json>(name: string, fallback?: T): Promise<T | undefined> {
    const found = await find(name);
    return found === undefined ? fallback : (found.value as T);
  },

  /**
   * Sets a variable. Its JSON may be up to 5,000 characters.
   *
   * @throws {ObjectAlreadyExists} there is one of that name, and `overwrite` is not given
   */
  async set(name: string, value: Json, options: { tags?: readonly string[]; overwrite?: boolean } = {}): Promise<void> {
    checkName(name);
    const { api } = await connect();
    const body = { name, value, tags: options.tags ?? [] };
    const existing = await find(name);
    if (existing === undefined) return void (await ask(api, "/variables/", { method: "POST", body }));
    if (options.overwrite !== true) {
      throw new ObjectAlreadyExists(
        `A variable with the name "${name}" exists already: pass { overwrite: true } to replace its value.`,
      );
    }
    await ask(api, `/variables/name/${name}`, {
      method: "PATCH",
      body: { value, ...(options.tags === undefined ? {} : { tags: options.tags }) },
    });
  },

  /** Deletes a variable; says whether there was one. */
  async unset(name: string): Promise<boolean> {
    checkName(name);
    const { api } = await connect();
    return (await orNothing(ask(api, `/variables/name/${name}`, { method: "DELETE" }).then(() => true))) ?? false;
  },
};

async function find(name: string): Promise<StoredVariable | undefined> {
  checkName(name);
  const { api } = await connect();
  return await orNothing(ask<StoredVariable>(api, `/variables/name/${name}`));
}

function checkName(name: string): void {
  if (!namePattern.test(name))
    throw new TypeError(
      `A variable's name may hold lower-case letters, digits, dashes and underscores, 255 at most: "${name}".`,
    );
}

async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isHttpStatusError(error, 404)) return undefined;
    throw error;
  }
}
