import { statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { Json, JsonObject } from "../../lib/json.ts";
import { gitClone } from "./git-clone.ts";
import { installDependencies } from "./install-dependencies.ts";
import { npmPackage } from "./npm-package.ts";
import { runShellScript } from "./run-shell-script.ts";
import { SourceError } from "./source-error.ts";
import { fill, type References } from "./templating.ts";

/** A step under its name: `{ "prefect.deployments.steps.git_clone": { repository, branch } }`. */
export type Step = JsonObject;

/** What a step leaves: its outputs, and where the next one works. */
export interface StepEnd {
  outputs: JsonObject;
  directory?: string | undefined;
}

interface StepPlace {
  /** Where new folders are made. */
  into: string;
  /** Where it works. */
  directory: string;
}

type StepFunction = (inputs: JsonObject, place: StepPlace) => Promise<StepEnd>;

const steps: Readonly<Record<string, StepFunction>> = {
  git_clone: clone,
  set_working_directory: setWorkingDirectory,
  run_shell_script: runShellScript,
  npm_package: npmStep,
};

const ofPython: Readonly<Record<string, string>> = {
  pip_install_requirements: "it installs Python packages; a lock file of npm, pnpm or yarn is installed by itself",
  pull_from_remote_storage: "it reads by Python's fsspec; use git_clone, npm_package or run_shell_script",
  pull_with_block: "it loads a Python class; use git_clone, npm_package or run_shell_script",
};

/**
 * Brings the code of a deployment into a folder by its pull steps; returns the folder that the code is in.
 *
 * @throws {SourceError} a step is unknown, is Python's, or fails
 */
export async function pullInto(into: string, pull: readonly Step[], references: References): Promise<string> {
  await mkdir(into, { recursive: true });
  return (await runSteps(pull, { into, directory: into, references })).directory;
}

export interface StepsRun {
  into: string;
  directory: string;
  references: References;
}

/** Runs steps one after the other; what one gives, the next can name. */
export async function runSteps(all: readonly Step[], { into, directory, references }: StepsRun) {
  let at = directory;
  let outputs: JsonObject = {};
  for (const [name, inputs] of all.flatMap((step) => Object.entries(step))) {
    const filled = (await fill((inputs ?? {}) as JsonObject, { ...references, outputs })) as JsonObject;
    const end = await stepNamed(name)(filled, { into, directory: at });
    at = end.directory ?? at;
    const id = filled["id"];
    outputs = { ...outputs, ...end.outputs, ...(typeof id === "string" ? { [id]: end.outputs } : {}) };
  }
  return { directory: at, outputs };
}

function stepNamed(name: string): StepFunction {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const found = Object.hasOwn(steps, last) ? steps[last] : undefined;
  if (found !== undefined) return found;
  const why = Object.hasOwn(ofPython, last) ? ofPython[last] : `the steps are ${Object.keys(steps).join(", ")}`;
  throw new SourceError(`The step "${name}" cannot be taken here: ${why}.`);
}

async function clone(inputs: JsonObject, { into }: StepPlace): Promise<StepEnd> {
  const directory = await gitClone(into, {
    repository: textOf(inputs, "repository"),
    branch: optionalText(inputs, "branch"),
    commit: optionalText(inputs, "commit_sha"),
    accessToken: optionalText(inputs, "access_token") ?? tokenOf(inputs["credentials"]),
    folder: optionalText(inputs, "clone_directory_name"),
    includeSubmodules: inputs["include_submodules"] === true,
    directories: listOf(inputs["directories"]),
  });
  await installDependencies(directory);
  return { directory, outputs: { directory } };
}

async function npmStep(inputs: JsonObject, { into }: StepPlace): Promise<StepEnd> {
  const directory = await npmPackage(into, textOf(inputs, "package"));
  return { directory, outputs: { directory } };
}

function setWorkingDirectory(inputs: JsonObject, place: StepPlace): Promise<StepEnd> {
  const directory = resolve(place.directory, textOf(inputs, "directory"));
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new SourceError(`The folder ${directory} is not on this machine.`);
  return Promise.resolve({ directory, outputs: { directory } });
}

export function textOf(inputs: JsonObject, name: string): string {
  const value = inputs[name];
  if (typeof value === "string" && value !== "") return value;
  throw new SourceError(`A step lacks its "${name}", a text.`);
}

function optionalText(inputs: JsonObject, name: string): string | undefined {
  return inputs[name] === undefined || inputs[name] === null ? undefined : textOf(inputs, name);
}

function listOf(value: Json | undefined): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** Of a block of credentials: `token`, or `value` of a secret. */
function tokenOf(credentials: Json | undefined): string | undefined {
  if (typeof credentials !== "object" || credentials === null || Array.isArray(credentials)) return undefined;
  const token = credentials["token"] ?? credentials["access_token"] ?? credentials["value"];
  return typeof token === "string" ? token : undefined;
}
