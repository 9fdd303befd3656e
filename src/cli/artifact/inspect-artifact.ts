import { isUuid } from "../../lib/uuid.ts";
import type { Artifact } from "../../schemas/artifact.ts";
import { type CommandApi, openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { found } from "../not-found.ts";
import type { ListOptions } from "../options.ts";
import { type Detail, details } from "../print/details.ts";
import { printJson } from "../print/print.ts";
import { fullTime } from "../print/time.ts";
import { artifactText } from "./artifact-text.ts";

export async function inspectArtifact(text: string, { limit, output }: ListOptions): Promise<void> {
  await using api = await openApi();
  const versions = await readVersions(api, text, limit);
  if (output === "json") return printJson(versions);
  console.log(versions.map((artifact) => details(entriesOf(artifact))).join("\n\n"));
}

async function readVersions({ client, where }: CommandApi, text: string, limit: number): Promise<Artifact[]> {
  if (isUuid(text))
    return [await found(client.call("GET /artifacts/{id:uuid}", { params: { id: text } }), `artifact ${text}`)];
  const body = { artifacts: { key: { any_: [text] } }, sort: "UPDATED_DESC" as const, limit: Math.min(limit, 200) };
  const versions = await client.call("POST /artifacts/filter", { body });
  if (versions.length > 0) return versions;
  throw new CommandFailure(`There is no artifact with the key "${text}" in ${where}.`);
}

function entriesOf(artifact: Artifact): Detail[] {
  return [
    ["Artifact", artifact.key ?? "(without a key)"],
    ["Id", artifact.id],
    ["Type", artifact.type],
    ["Created", fullTime(artifact.created)],
    ["Flow run", artifact.flow_run_id],
    ["Task run", artifact.task_run_id],
    ["Description", artifact.description],
    ["Data", artifactText(artifact)],
  ];
}
