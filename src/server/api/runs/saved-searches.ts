import type { JsonObject } from "../../../lib/json.ts";
import type { SavedSearchFilter } from "../../../schemas/saved-search.ts";
import {
  deleteSavedSearch,
  listSavedSearches,
  readSavedSearch,
  type SavedSearchRow,
  saveSearch,
} from "../../db/runs/saved-searches.ts";
import { createdOrFound } from "../http/answer.ts";
import { found, notFound } from "../http/api-error.ts";
import { storedOnWire } from "../on-wire/time.ts";
import { sliceOf } from "../http/paging.ts";
import { serve } from "../http/serve.ts";

const missing = "Saved search not found";

export const servedSavedSearches = [
  serve("PUT /saved_searches/", async ({ body }, { store }) => {
    const filters = body.filters as JsonObject[];
    const { row, isNew } = await store.write((tx) => saveSearch(tx, { name: body.name, filters }));
    return createdOrFound(savedSearchOnWire(row), isNew);
  }),

  serve("GET /saved_searches/{id:uuid}", async ({ params }, { store }) =>
    savedSearchOnWire(found(await readSavedSearch(store, params.id), missing)),
  ),

  serve("POST /saved_searches/filter", async ({ body }, api) =>
    (await listSavedSearches(api.store, sliceOf(body, api))).map(savedSearchOnWire),
  ),

  serve("DELETE /saved_searches/{id:uuid}", async ({ params }, { store }) => {
    const wasThere = await store.write((tx) => deleteSavedSearch(tx, params.id));
    if (!wasThere) throw notFound(missing);
    return undefined;
  }),
];

function savedSearchOnWire(search: SavedSearchRow) {
  return { ...storedOnWire(search), name: search.name, filters: search.filters as unknown as SavedSearchFilter[] };
}
