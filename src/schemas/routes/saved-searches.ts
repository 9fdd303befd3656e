import { z } from "zod";
import { once } from "../../lib/once.ts";
import { route } from "../route.ts";
import { SavedSearch, SavedSearchCreate } from "../saved-search.ts";
import { slice } from "./lists.ts";

export const savedSearchRoutes = [
  route("PUT /saved_searches/", {
    summary: "Saves a search under its name.",
    body: SavedSearchCreate,
    answer: SavedSearch,
    status: [201, 200],
  }),
  route("GET /saved_searches/{id:uuid}", { summary: "One saved search.", answer: SavedSearch }),
  route("POST /saved_searches/filter", {
    summary: "Lists saved searches by name.",
    body: once(() => z.object(slice())),
    answer: once(() => z.array(SavedSearch())),
  }),
  route("DELETE /saved_searches/{id:uuid}", { summary: "Deletes a saved search." }),
] as const;
