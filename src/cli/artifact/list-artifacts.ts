import type { Artifact, ArtifactCollection } from "../../schemas/artifact.ts";
import { type CommandApi, openApi } from "../api.ts";
import type { ListOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { timeInList } from "../print/time.ts";

export interface ListArtifactsOptions extends ListOptions {
  all?: true;
}

type Row = Artifact | ArtifactCollection;

export async function listArtifacts(options: ListArtifactsOptions): Promise<void> {
  await using api = await openApi();
  const rows = await readArtifacts(api, options);
  printList(rows, { ...options, columns, empty: `No artifacts in ${api.where}.` });
}

function readArtifacts({ client }: CommandApi, { all, limit }: ListArtifactsOptions): Promise<Row[]> {
  return inPages<Row>(limit, (page) => {
    const body = { sort: "UPDATED_DESC" as const, ...page };
    return all
      ? client.call("POST /artifacts/filter", { body })
      : client.call("POST /artifacts/latest/filter", { body });
  });
}

const columns: Column<Row>[] = [
  { head: "ID", text: (artifact) => ("latest_id" in artifact ? artifact.latest_id : artifact.id), paint: paint.cyan },
  { head: "Key", text: (artifact) => artifact.key ?? "-" },
  { head: "Type", text: (artifact) => artifact.type ?? "-" },
  { head: "Updated", text: (artifact) => timeInList(artifact.updated), paint: paint.dim },
];
