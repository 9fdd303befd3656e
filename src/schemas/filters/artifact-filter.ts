import { z } from "zod";
import { once } from "../../lib/once.ts";
import { criterion, filter, idIn, textInOrNot } from "./criterion.ts";

const keyIs = once(() => criterion({ any_: z.array(z.string()), like_: z.string(), exists_: z.boolean() }));

const common = once(() => ({ key: keyIs(), flow_run_id: idIn(), task_run_id: idIn(), type: textInOrNot() }));

export const ArtifactFilter = once(() => filter("ArtifactFilter", { id: idIn(), ...common() }));
export type ArtifactFilter = z.infer<ReturnType<typeof ArtifactFilter>>;

/** The newest artifact of each key. */
export const ArtifactCollectionFilter = once(() =>
  filter("ArtifactCollectionFilter", { latest_id: idIn(), ...common() }),
);
export type ArtifactCollectionFilter = z.infer<ReturnType<typeof ArtifactCollectionFilter>>;
