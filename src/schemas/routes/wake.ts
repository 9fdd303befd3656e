import { z } from "zod";
import { once } from "../../lib/once.ts";
import { route } from "../route.ts";

const mostTopics = 1_000;
const topic = once(() =>
  z
    .string()
    .max(1_000)
    .regex(/^(flow-run|deployment|work-pool|limit|task-key):./, {
      error: "A topic is flow-run:<id>, deployment:<id>, work-pool:<name>, limit:<name> or task-key:<key>.",
    }),
);

export const wakeRoutes = [
  route("POST /sluice/wake", {
    summary: "Tells of topics as soon as something about them is committed: a line each, for as long as it is read.",
    body: once(() => z.object({ topics: z.array(topic()).min(1).max(mostTopics) })),
    answer: once(() => z.string()),
    media: "application/x-ndjson",
  }),
] as const;
