import type { ProjectDeployment } from "./project-schema.ts";
import { ProjectFileError } from "./read-project.ts";

export interface Selection {
  /** Names, `flow/name`, with `*` for any text. */
  names?: readonly string[] | undefined;
  entrypoint?: string | undefined;
  all?: boolean | undefined;
}

/**
 * The deployments of a project that are meant: those of the names and the entrypoint, all, or the only one.
 *
 * @throws {ProjectFileError} none is, or it is not said which
 */
export function selectDeployments(
  deployments: readonly ProjectDeployment[],
  { names = [], entrypoint, all }: Selection,
): ProjectDeployment[] {
  const known = deployments.map(({ name }) => name).join(", ") || "none";
  if (names.length === 0 && entrypoint === undefined && all !== true && deployments.length !== 1)
    throw new ProjectFileError(`Say which deployments: --all, or -n with a name. The file has: ${known}.`);
  for (const name of names)
    if (!deployments.some((one) => isNamed(one, name)))
      throw new ProjectFileError(`The file has no deployment "${name}". It has: ${known}.`);
  const found = deployments.filter(
    (one) =>
      (names.length === 0 || names.some((name) => isNamed(one, name))) &&
      (entrypoint === undefined || one.entrypoint === entrypoint),
  );
  if (found.length === 0) throw new ProjectFileError(`The file has no deployment of ${entrypoint}. It has: ${known}.`);
  return found;
}

function isNamed({ name, flow_name, entrypoint }: ProjectDeployment, pattern: string): boolean {
  const flow = flow_name ?? entrypoint.slice(entrypoint.lastIndexOf(":") + 1);
  return [name, `${flow}/${name}`].some((text) => fits(text, pattern));
}

function fits(text: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}
