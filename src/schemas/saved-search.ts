import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, json, stored } from "./fields.ts";

export const SavedSearchFilter = once(() =>
  named("SavedSearchFilter", {
    object: z.string(),
    property: z.string(),
    type: z.string(),
    operation: z.string(),
    value: json(),
  }),
);
export type SavedSearchFilter = z.infer<ReturnType<typeof SavedSearchFilter>>;

export const SavedSearchCreate = once(() =>
  named("SavedSearchCreate", {
    name: z.string(),
    filters: z.array(SavedSearchFilter()).default([]),
  }),
);
export type SavedSearchCreate = z.infer<ReturnType<typeof SavedSearchCreate>>;

/** A filter that somebody kept in the UI. */
export const SavedSearch = once(() =>
  named("SavedSearch", {
    ...stored(),
    name: z.string(),
    filters: z.array(SavedSearchFilter()),
  }),
);
export type SavedSearch = z.infer<ReturnType<typeof SavedSearch>>;
