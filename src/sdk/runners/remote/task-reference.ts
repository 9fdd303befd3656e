// How a task is named to another process, and found there (engine.md T1).

import { hash } from "node:crypto";
import { pathToFileURL } from "node:url";
import { definitionOf, type Held } from "../../definitions/callable.ts";
import { ConfigurationError } from "../../errors.ts";
import { shared } from "../../global.ts";
import { findRegistered, shownPath } from "../../definitions/registry.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";

export interface TaskReference {
  file: string;
  name: string;
  /** Digest of the function's text where the sender knows of several with this name; null where the name says it. */
  source: string | null;
}

/** @throws {ConfigurationError} the task belongs to no file */
export function referenceTo(definition: TaskDefinition): TaskReference {
  const { file, registeredAs: name } = definition;
  if (file === null) {
    throw new ConfigurationError(
      `The task "${name}" belongs to no file (a REPL, or evaluated text), so that no other thread or process can load it. Write it into a module, or use the ConcurrentTaskRunner.`,
    );
  }
  const isAmbiguous = findRegistered("task", file, name)?.isAmbiguous === true;
  return { file, name, source: isAmbiguous ? sourceDigest(definition) : null };
}

/**
 * Imports the file of a task and takes the task from the registry, exported or not.
 *
 * @throws {ConfigurationError} it is not at the top level of its file, or shares its name · whatever the module throws
 */
export async function loadTask(reference: TaskReference): Promise<TaskDefinition> {
  const { file, name, source } = reference;
  if (findRegistered("task", file, name) === undefined) await importGuarded(file);
  const found = findRegistered("task", file, name);
  const where = shownPath(file);
  if (found === undefined) {
    throw new ConfigurationError(
      `The task "${name}" is not there when a worker imports ${where}: it is defined inside a function. Move it to the top level of ${where}.`,
    );
  }
  if (found.isAmbiguous) {
    throw new ConfigurationError(
      `${where} defines several tasks named "${name}", so that a worker cannot tell which one to run. Give each a name of its own: task({ name: "…" }, …).`,
    );
  }
  const definition = definitionOf(found.target as Held<TaskDefinition>);
  if (source !== null && source !== sourceDigest(definition)) {
    throw new ConfigurationError(
      `The task "${name}" at the top level of ${where} is not the one that was submitted, which is defined inside a function under the same name. Move it to the top level, and give each a name of its own.`,
    );
  }
  return definition;
}

async function importGuarded(file: string): Promise<void> {
  shared.loading = file;
  try {
    await import(pathToFileURL(file).href);
  } finally {
    shared.loading = undefined;
  }
}

function sourceDigest({ fn }: TaskDefinition): string {
  return hash("sha256", Function.prototype.toString.call(fn));
}
