import { parseExactJson } from "../../../lib/exact-json.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import type { Automation, AutomationUpdate } from "../../../schemas/automation.ts";
import type { Trigger } from "../../../schemas/automation-trigger.ts";
import { checkTemplate } from "../../automations/check-template.ts";
import { complaintAbout, completeTrigger } from "../../automations/check-automation.ts";
import { withTriggerIds } from "../../automations/trigger-ids.ts";
import {
  type AutomationRow,
  automationsAbout,
  countAutomations,
  deleteAutomation,
  deleteOwnedAutomations,
  findAutomation,
  insertAutomation,
  listAutomations,
  readAutomation,
  updateAutomation,
} from "../../db/events/automations.ts";
import type { Tx } from "../../db/store.ts";
import { tellOfChange } from "../../events/change-events.ts";
import { ApiError, unprocessable } from "../http/api-error.ts";
import { jsonText } from "../http/json-text.ts";
import { storedOnWire } from "../on-wire/time.ts";
import { sliceOf } from "../http/paging.ts";
import { serve } from "../http/serve.ts";

const checkedTemplate = async ({ body }: { body: string }) => {
  const error = await checkTemplate(body);
  if (error !== undefined) throw new ApiError(422, { error: { ...error } });
  return undefined;
};

export const servedAutomations = [
  serve("POST /automations/", async ({ body }, { store }) => {
    const columns = columnsOf(body);
    const row = await store.write(async (tx) => {
      const stored = { id: uuidv7(), created: tx.now, updated: tx.now, owner_resource: body.owner_resource ?? null };
      const automation = { ...stored, ...columns };
      await insertAutomation(tx, automation);
      await tellOfChange(tx, { kind: "automation", ...automation }, "created");
      return automation;
    });
    return automationOnWire(row);
  }),

  serve("PUT /automations/{id:uuid}", async ({ params, body }, { store }) => {
    await store.write(async (tx) => {
      const known = await findAutomation(tx, params.id);
      if (known === undefined) throw missing();
      await change(tx, params.id, columnsOf(body, triggerOf(known)));
    });
    return undefined;
  }),

  serve("PATCH /automations/{id:uuid}", async ({ params, body }, { store }) => {
    await store.write((tx) => change(tx, params.id, { enabled: body.enabled }));
    return undefined;
  }),

  serve("DELETE /automations/{id:uuid}", async ({ params }, { store }) => {
    await store.write(async (tx) => {
      const automation = await deleteAutomation(tx, params.id);
      if (automation === undefined) throw missing();
      await tellOfChange(tx, { kind: "automation", ...automation }, "deleted");
    });
    return undefined;
  }),

  serve("GET /automations/{id:uuid}", async ({ params }, { store }) => {
    const row = await readAutomation(store, params.id);
    if (row === undefined) throw missing();
    return automationOnWire(row);
  }),

  serve("POST /automations/filter", async ({ body }, api) => {
    const list = { filter: body.automations, sort: body.sort ?? "NAME_ASC", ...sliceOf(body, api) };
    return (await listAutomations(api.store, list)).map(automationOnWire);
  }),

  serve("POST /automations/count", (_call, { store }) => countAutomations(store)),

  serve("GET /automations/related-to/{resource_id}", async ({ params }, { store }) => {
    const { resource_id } = params;
    const id = resource_id.slice(resource_id.lastIndexOf(".") + 1); // actions name objects by their ids alone
    return (await automationsAbout(store, resource_id, id)).map(automationOnWire);
  }),

  serve("DELETE /automations/owned-by/{resource_id}", async ({ params }, { store }) => {
    await store.write(async (tx) => {
      for (const automation of await deleteOwnedAutomations(tx, params.resource_id))
        await tellOfChange(tx, { kind: "automation", ...automation }, "deleted");
    });
    return null;
  }),

  serve("POST /templates/validate", checkedTemplate),
  serve("POST /automations/templates/validate", checkedTemplate),
];

async function change(tx: Tx, id: string, changes: Partial<AutomationRow>): Promise<void> {
  const automation = await updateAutomation(tx, id, changes);
  if (automation === undefined) throw missing();
  await tellOfChange(tx, { kind: "automation", ...automation }, "updated", { updated_fields: Object.keys(changes) });
}

function missing(): ApiError {
  return new ApiError(404, { exception_message: "Automation not found" });
}

type Columns = Pick<AutomationRow, "name" | "description" | "enabled" | "tags" | "trigger" | "actions">;

function columnsOf(body: AutomationUpdate, before?: Trigger): Columns {
  const complete = { ...body, trigger: completeTrigger(body.trigger) };
  const complaint = complaintAbout(complete);
  if (complaint !== undefined) throw unprocessable(`Error creating automation: ${complaint}`);
  const { name, description, enabled, tags, actions, actions_on_trigger, actions_on_resolve } = complete;
  return {
    name,
    description,
    enabled,
    tags: [...new Set(tags)],
    trigger: jsonText(withTriggerIds(complete.trigger, before)),
    actions: jsonText({ actions, actions_on_trigger, actions_on_resolve }),
  };
}

function triggerOf({ trigger }: AutomationRow): Trigger {
  return parseExactJson(trigger) as Trigger;
}

function automationOnWire(row: AutomationRow): Automation {
  const actions = parseExactJson(row.actions) as Pick<
    Automation,
    "actions" | "actions_on_trigger" | "actions_on_resolve"
  >;
  return {
    ...storedOnWire(row),
    name: row.name,
    description: row.description ?? "",
    enabled: row.enabled,
    tags: row.tags,
    trigger: triggerOf(row),
    ...actions,
  };
}
