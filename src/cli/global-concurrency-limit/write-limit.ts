import { openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { CommandFailure } from "../failure.ts";
import { found, refusedAsFailure } from "../not-found.ts";

export interface LimitOptions {
  limit?: number;
  slotDecayPerSecond?: number;
  disable?: true;
}

export async function createLimit(name: string, options: LimitOptions & { limit: number }): Promise<void> {
  await using api = await openApi();
  const body = { name, ...fieldsOf(options), limit: options.limit };
  await refusedAsFailure(
    api.client.call("POST /v2/concurrency_limits/", { body }),
    `The limit "${name}" was not created`,
  );
  console.log(`Created the limit "${name}" with ${options.limit} slots.`);
}

export async function updateLimit(name: string, options: LimitOptions): Promise<void> {
  const body = fieldsOf(options);
  if (Object.keys(body).length === 0) throw new CommandFailure("Say what to change, with --limit for example.");
  await change(name, body);
  console.log(`Changed the limit "${name}".`);
}

export async function switchLimit(name: string, verb: "enable" | "disable"): Promise<void> {
  await change(name, { active: verb === "enable" });
  console.log(`${verb === "enable" ? "Enabled" : "Disabled"} the limit "${name}".`);
}

export async function deleteLimit(name: string, { yes }: { yes?: true }): Promise<void> {
  await using api = await openApi();
  if (!yes) await confirm(`Delete the limit "${name}"?`);
  const params = { id_or_name: name };
  await found(api.client.call("DELETE /v2/concurrency_limits/{id_or_name}", { params }), `limit "${name}"`);
  console.log(`Deleted the limit "${name}".`);
}

interface Fields {
  limit?: number;
  slot_decay_per_second?: number;
  active?: boolean;
}

function fieldsOf({ limit, slotDecayPerSecond, disable }: LimitOptions): Fields {
  return {
    ...(limit !== undefined && { limit }),
    ...(slotDecayPerSecond !== undefined && { slot_decay_per_second: slotDecayPerSecond }),
    ...(disable && { active: false }),
  };
}

async function change(name: string, body: Fields): Promise<void> {
  await using api = await openApi();
  const params = { id_or_name: name };
  await found(api.client.call("PATCH /v2/concurrency_limits/{id_or_name}", { params, body }), `limit "${name}"`);
}
