import { z } from "zod";
import { once } from "../../lib/once.ts";
import { Artifact, ArtifactCollection, ArtifactCreate, ArtifactUpdate } from "../artifact.ts";
import { artifactSorts } from "../enums.ts";
import { route } from "../route.ts";
import { artifactFilters, count, latestArtifactFilters, slice, sortedBy } from "./lists.ts";

export const artifactRoutes = [
  route("POST /artifacts/", {
    summary: "Stores an artifact, or a new version under its key.",
    body: ArtifactCreate,
    answer: Artifact,
    status: [201, 200],
  }),
  route("GET /artifacts/{id:uuid}", { summary: "One artifact.", answer: Artifact }),
  route("GET /artifacts/{key}/latest", { summary: "The newest artifact under a key.", answer: Artifact }),
  route("PATCH /artifacts/{id:uuid}", { summary: "Changes the data of an artifact.", body: ArtifactUpdate }),
  route("DELETE /artifacts/{id:uuid}", {
    summary: "Deletes an artifact; the one before it becomes the newest of its key.",
  }),
  route("POST /artifacts/filter", {
    summary: "Lists artifacts.",
    body: once(() => z.object({ ...artifactFilters(), sort: sortedBy(artifactSorts), ...slice() })),
    answer: once(() => z.array(Artifact())),
  }),
  route("POST /artifacts/count", {
    summary: "Counts artifacts.",
    body: once(() => z.object(artifactFilters())),
    answer: count,
  }),
  route("POST /artifacts/latest/filter", {
    summary: "Lists the newest artifact of each key.",
    body: once(() => z.object({ ...latestArtifactFilters(), sort: sortedBy(artifactSorts), ...slice() })),
    answer: once(() => z.array(ArtifactCollection())),
  }),
  route("POST /artifacts/latest/count", {
    summary: "Counts the keys of artifacts.",
    body: once(() => z.object(latestArtifactFilters())),
    answer: count,
  }),
] as const;
