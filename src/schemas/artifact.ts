import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, json, stored, uuid } from "./fields.ts";

export const ArtifactCreate = once(() =>
  named("ArtifactCreate", {
    key: z.string().nullish(),
    type: z.string().nullish(),
    description: z.string().nullish(),
    data: json().nullish(),
    metadata_: z.record(z.string(), z.string()).nullish(),
    flow_run_id: uuid().nullish(),
    task_run_id: uuid().nullish(),
  }),
);
export type ArtifactCreate = z.infer<ReturnType<typeof ArtifactCreate>>;

export const ArtifactUpdate = once(() =>
  named("ArtifactUpdate", {
    data: json().nullish(),
    description: z.string().nullish(),
    metadata_: z.record(z.string(), z.string()).nullish(),
  }),
);
export type ArtifactUpdate = z.infer<ReturnType<typeof ArtifactUpdate>>;

/** One version of an artifact. */
export const Artifact = once(() =>
  named("Artifact", {
    ...stored(),
    key: z.string().nullable(),
    type: z.string().nullable(),
    description: z.string().nullable(),
    data: json().nullable(),
    metadata_: z.record(z.string(), z.string()).nullable(),
    flow_run_id: uuid().nullable(),
    task_run_id: uuid().nullable(),
  }),
);
export type Artifact = z.infer<ReturnType<typeof Artifact>>;

/** The newest version under a key. */
export const ArtifactCollection = once(() =>
  named("ArtifactCollection", {
    ...stored(),
    key: z.string(),
    latest_id: uuid(),
    type: z.string().nullable(),
    description: z.string().nullable(),
    data: json().nullable(),
    metadata_: z.record(z.string(), z.string()).nullable(),
    flow_run_id: uuid().nullable(),
    task_run_id: uuid().nullable(),
  }),
);
export type ArtifactCollection = z.infer<ReturnType<typeof ArtifactCollection>>;
