import { z } from "zod";
import { once } from "../../lib/once.ts";
import { ResourceSpecification } from "../automation-trigger.ts";
import { timestamp, uuid } from "../fields.ts";
import { textQuery } from "./criterion.ts";

const texts = () => z.array(z.string()).nullish();
const oneOrMany = <S extends z.ZodType>(schema: S) => z.union([schema, z.array(schema)]);

const EventResourceFilter = once(() =>
  z.object({
    id: texts(),
    id_prefix: texts(),
    labels: ResourceSpecification().nullish(),
    /** Keeps the newest event of each resource. */
    distinct: z.boolean().default(false),
  }),
);

const EventRelatedFilter = once(() =>
  z.object({
    id: texts(),
    role: texts(),
    resources_in_roles: z.array(z.tuple([z.string(), z.string()])).nullish(),
    labels: ResourceSpecification().nullish(),
  }),
);

const EventAnyResourceFilter = once(() =>
  z.object({ id: texts(), id_prefix: texts(), labels: ResourceSpecification().nullish() }),
);

/** Several `related` or `any_resource` entries must all hold. */
export const EventFilter = once(() =>
  z
    .object({
      occurred: z.object({ since: timestamp().optional(), until: timestamp().optional() }).optional(),
      event: z.object({ prefix: texts(), exclude_prefix: texts(), name: texts(), exclude_name: texts() }).nullish(),
      resource: EventResourceFilter().nullish(),
      related: oneOrMany(EventRelatedFilter()).nullish(),
      any_resource: oneOrMany(EventAnyResourceFilter()).nullish(),
      id: z.object({ id: z.array(uuid()).nullish() }).optional(),
      text: textQuery().nullish(),
      order: z.enum(["ASC", "DESC"]).default("DESC"),
    })
    .meta({ id: "EventFilter" }),
);
export type EventFilter = z.infer<ReturnType<typeof EventFilter>>;
