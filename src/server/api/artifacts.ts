import { parseExactJson } from "../../lib/exact-json.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { ArtifactUpdate } from "../../schemas/artifact.ts";
import {
  type ArtifactCollectionRow,
  type ArtifactRow,
  countArtifacts,
  countLatestArtifacts,
  deleteArtifact,
  insertArtifact,
  listArtifacts,
  listLatestArtifacts,
  readArtifact,
  readLatestArtifact,
  updateArtifact,
} from "../db/artifacts.ts";
import { tellOfLatest } from "../events/change-events.ts";
import { createdOrFound } from "./http/answer.ts";
import { found, notFound } from "./http/api-error.ts";
import { jsonText } from "./http/json-text.ts";
import { storedOnWire } from "./on-wire/time.ts";
import { sliceOf } from "./http/paging.ts";
import { serve } from "./http/serve.ts";

const missing = "Artifact not found.";

export const servedArtifacts = [
  serve("POST /artifacts/", async ({ body }, { store }) => {
    const artifact = await store.write(async (tx) => {
      const row = {
        id: uuidv7(),
        created: tx.now,
        updated: tx.now,
        key: body.key ?? null,
        type: body.type ?? null,
        flow_run_id: body.flow_run_id ?? null,
        task_run_id: body.task_run_id ?? null,
        description: body.description ?? null,
        metadata: body.metadata_ ?? null,
        data: dataText(body.data),
      };
      await tellOfLatest(tx, await insertArtifact(tx, row));
      return row;
    });
    return createdOrFound(artifactOnWire(artifact), true);
  }),

  serve("GET /artifacts/{id:uuid}", async ({ params }, { store }) =>
    artifactOnWire(found(await readArtifact(store, params.id), missing)),
  ),

  serve("GET /artifacts/{key}/latest", async ({ params }, { store }) =>
    artifactOnWire(found(await readLatestArtifact(store, params.key), missing)),
  ),

  serve("PATCH /artifacts/{id:uuid}", async ({ params, body }, { store }) => {
    const isThere = await store.write((tx) => updateArtifact(tx, params.id, changesOf(body)));
    if (!isThere) throw notFound(missing);
    return undefined;
  }),

  serve("DELETE /artifacts/{id:uuid}", async ({ params }, { store }) => {
    const wasThere = await store.write((tx) => deleteArtifact(tx, params.id));
    if (!wasThere) throw notFound(missing);
    return undefined;
  }),

  serve("POST /artifacts/filter", async ({ body }, api) => {
    const page = { sort: body.sort ?? "ID_DESC", ...sliceOf(body, api) };
    return (await listArtifacts(api.store, body, page)).map(artifactOnWire);
  }),

  serve("POST /artifacts/count", ({ body }, { store }) => countArtifacts(store, body)),

  serve("POST /artifacts/latest/filter", async ({ body }, api) => {
    const page = { sort: body.sort ?? "ID_DESC", ...sliceOf(body, api) };
    const latest = await listLatestArtifacts(api.store, body, page);
    return latest.map(collectionOnWire);
  }),

  serve("POST /artifacts/latest/count", ({ body }, { store }) => countLatestArtifacts(store, body)),
];

function changesOf({ data, description, metadata_ }: ArtifactUpdate): Parameters<typeof updateArtifact>[2] {
  return {
    ...(data === undefined ? {} : { data: dataText(data) }),
    ...(description === undefined ? {} : { description }),
    ...(metadata_ === undefined ? {} : { metadata: metadata_ }),
  };
}

function dataText(data: unknown): string | null {
  return data === undefined || data === null ? null : jsonText(data);
}

function artifactOnWire(artifact: ArtifactRow) {
  return {
    ...storedOnWire(artifact),
    key: artifact.key,
    type: artifact.type,
    description: artifact.description,
    data: artifact.data === null ? null : parseExactJson(artifact.data),
    metadata_: artifact.metadata,
    flow_run_id: artifact.flow_run_id,
    task_run_id: artifact.task_run_id,
  };
}

function collectionOnWire(latest: ArtifactCollectionRow) {
  return { ...artifactOnWire(latest), key: latest.key, latest_id: latest.latest_id };
}
