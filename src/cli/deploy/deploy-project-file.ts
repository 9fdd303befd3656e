import { installHost } from "../../sdk/host.ts";
import { disconnect } from "../../sdk/engine/reporting/process.ts";
import { deployEntry, type DeployedFromProject } from "../../worker/project/deploy-project.ts";
import { readProject } from "../../worker/project/read-project.ts";
import { selectDeployments } from "../../worker/project/select-deployments.ts";
import { openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { CommandFailure } from "../failure.ts";

export interface DeployProjectOptions {
  name?: string[];
  all?: true;
  prune?: true;
  prefectFile?: string;
  prompt: boolean;
}

export async function deployProjectFile(entrypoint: string | undefined, options: DeployProjectOptions): Promise<void> {
  if (options.prune && !options.all)
    throw new CommandFailure("--prune goes with --all: it compares with the whole file.");
  const { productionHost } = await import("../../production-host.ts");
  installHost(productionHost);
  const folder = process.cwd();
  const { project } = readProject(folder, options.prefectFile);
  const entries = selectDeployments(project.deployments ?? [], { names: options.name, entrypoint, all: options.all });
  const deployed: DeployedFromProject[] = [];
  for (const entry of entries) {
    const one = await deployEntry(folder, project, entry);
    console.log(`${one.isNew ? "Created" : "Updated"} ${one.name}  ${one.id}`);
    deployed.push(one);
  }
  await disconnect();
  if (options.prune) await prune(deployed, options);
}

async function prune(deployed: readonly DeployedFromProject[], { prompt }: DeployProjectOptions): Promise<void> {
  await using api = await openApi();
  const flows = [...new Set(deployed.map(({ name }) => name.slice(0, name.indexOf("/"))))];
  const body = { flows: { name: { any_: flows } }, limit: 200 };
  const all = await api.client.call("POST /deployments/filter", { body });
  const ids = new Set(deployed.map(({ id }) => id));
  const gone = all.filter(({ id }) => !ids.has(id));
  if (gone.length > 0 && prompt)
    await confirm(`Delete ${gone.map(({ name }) => name).join(", ")}, which the file has no more?`);
  for (const old of gone) {
    await api.client.call("DELETE /deployments/{id:uuid}", { params: old });
    console.log(`Deleted ${old.name}  ${old.id}`);
  }
}
