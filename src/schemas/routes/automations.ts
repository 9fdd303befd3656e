import { z } from "zod";
import { once } from "../../lib/once.ts";
import { Automation, AutomationCreate, AutomationPartialUpdate, AutomationUpdate } from "../automation.ts";
import { automationSorts } from "../enums.ts";
import { AutomationFilter } from "../filters/automation-filter.ts";
import { route } from "../route.ts";
import { count, slice, sortedBy } from "./lists.ts";

const template = once(() => z.string());

export const automationRoutes = [
  route("POST /automations/", {
    summary: "Creates an automation.",
    body: AutomationCreate,
    answer: Automation,
    status: 201,
  }),
  route("PUT /automations/{id:uuid}", { summary: "Replaces an automation.", body: AutomationUpdate }),
  route("PATCH /automations/{id:uuid}", {
    summary: "Switches an automation on or off.",
    body: AutomationPartialUpdate,
  }),
  route("DELETE /automations/{id:uuid}", { summary: "Deletes an automation." }),
  route("GET /automations/{id:uuid}", { summary: "One automation.", answer: Automation }),
  route("POST /automations/filter", {
    summary: "Lists automations.",
    body: once(() =>
      z.object({ automations: AutomationFilter().nullish(), sort: sortedBy(automationSorts), ...slice() }),
    ),
    answer: once(() => z.array(Automation())),
  }),
  route("POST /automations/count", { summary: "Counts automations.", answer: count }),
  route("GET /automations/related-to/{resource_id}", {
    summary: "The automations that mention a resource.",
    answer: once(() => z.array(Automation())),
  }),
  route("DELETE /automations/owned-by/{resource_id}", {
    summary: "Deletes the automations that a resource owns.",
    answer: once(() => z.null()),
    status: 202,
  }),
  route("POST /templates/validate", { summary: "Checks a template.", body: template }),
  route("POST /automations/templates/validate", { summary: "Checks a template.", body: template }),
] as const;
