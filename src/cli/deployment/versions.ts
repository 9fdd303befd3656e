import type { DeploymentVersion } from "../../schemas/deployment.ts";
import { type CommandApi, openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { refusedAsFailure } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";
import { printList } from "../print/print.ts";
import { relativeTime } from "../print/time.ts";
import { findDeployment } from "./find-deployment.ts";

export async function listVersions(text: string, options: OutputOptions): Promise<void> {
  await using api = await openApi();
  printList(await versionsOf(api, text), {
    ...options,
    empty: `${text} has no versions.`,
    columns: [
      { head: "Number", text: ({ number, is_current }) => (is_current ? `${number} (current)` : String(number)) },
      { head: "Version", text: ({ version }) => version ?? "" },
      { head: "By", text: ({ origin }) => origin },
      { head: "Made", text: ({ created }) => relativeTime(created) },
      { head: "Changed", text: ({ changed }) => changed.join(", ") },
    ],
  });
}

export async function rollBack(text: string, number: number | undefined): Promise<void> {
  await using api = await openApi();
  const params = await findDeployment(api, text);
  const body = { number: number ?? null };
  const made = api.client.call("POST /sluice/deployments/{id:uuid}/rollback", { params, body });
  const version = await refusedAsFailure(made, `${text} was not rolled back`);
  console.log(`Rolled ${text} back: version ${version.number}. Changed: ${version.changed.join(", ") || "nothing"}.`);
}

/** Prints the fields that differ, each as it was and as it is. */
export async function diffVersions(
  text: string,
  which: { from?: number | undefined; to?: number | undefined },
): Promise<void> {
  await using api = await openApi();
  const versions = await versionsOf(api, text);
  const to = versionNumbered(versions, which.to ?? versions[0]?.number);
  const from = versionNumbered(versions, which.from ?? to.number - 1);
  const names = Object.keys(to.definition).filter((name) => shown(from, name) !== shown(to, name));
  if (names.length === 0) console.log("Nothing differs.");
  for (const name of names) console.log(`${name}\n  - ${shown(from, name)}\n  + ${shown(to, name)}`);
}

function shown({ definition }: DeploymentVersion, name: string): string {
  return JSON.stringify(definition[name] ?? null);
}

function versionNumbered(versions: readonly DeploymentVersion[], number: number | undefined): DeploymentVersion {
  const found = versions.find((version) => version.number === number);
  if (found !== undefined) return found;
  throw new CommandFailure(`There is no version ${number}: there are ${versions.map((one) => one.number).join(", ")}.`);
}

async function versionsOf(api: CommandApi, text: string): Promise<DeploymentVersion[]> {
  const params = await findDeployment(api, text);
  return await api.client.call("GET /sluice/deployments/{id:uuid}/versions", { params });
}
