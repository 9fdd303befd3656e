import { z } from "zod";
import { once } from "../../lib/once.ts";
import { variableSorts } from "../enums.ts";
import { VariableFilter } from "../filters/variable-filter.ts";
import { route } from "../route.ts";
import { Variable, VariableCreate, VariableUpdate } from "../variable.ts";
import { count, slice, sortedBy } from "./lists.ts";

export const variableRoutes = [
  route("POST /variables/", { summary: "Creates a variable.", body: VariableCreate, answer: Variable, status: 201 }),
  route("GET /variables/{id:uuid}", { summary: "One variable.", answer: Variable }),
  route("GET /variables/name/{name}", { summary: "One variable by its name.", answer: Variable }),
  route("PATCH /variables/{id:uuid}", { summary: "Changes a variable.", body: VariableUpdate }),
  route("PATCH /variables/name/{name}", { summary: "Changes a variable by its name.", body: VariableUpdate }),
  route("DELETE /variables/{id:uuid}", { summary: "Deletes a variable." }),
  route("DELETE /variables/name/{name}", { summary: "Deletes a variable by its name." }),
  route("POST /variables/filter", {
    summary: "Lists variables.",
    body: once(() => z.object({ variables: VariableFilter().nullish(), sort: sortedBy(variableSorts), ...slice() })),
    answer: once(() => z.array(Variable())),
  }),
  route("POST /variables/count", {
    summary: "Counts variables.",
    body: once(() => z.object({ variables: VariableFilter().nullish() })),
    answer: count,
  }),
] as const;
