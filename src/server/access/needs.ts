// What a request needs its sender to be allowed, told from its method and its path below the API's base.

import type { Role } from "../../schemas/roles.ts";

/**
 * - `read`: look, without block secrets
 * - `report`: what running flows and workers send: states, logs, artifacts, slots; and read secrets
 * - `change`: what people do: deployments, pools, limits, deletions
 * - `administer`: keys, the audit log, settings of the server
 */
export type Need = "read" | "report" | "change" | "administer";

const allowed: Record<Role, readonly Need[]> = {
  viewer: ["read"],
  worker: ["read", "report"],
  operator: ["read", "report", "change"],
  admin: ["read", "report", "change", "administer"],
};

export function mayDo(role: Role, need: Need): boolean {
  return allowed[role].includes(need);
}

// A route that no pattern names is a change: a new one is closed until somebody opens it.
const administers = /^\/(admin|sluice\/(api_keys|audit))(\/|$)/;
const openRead = "/admin/version"; // every client asks for it first
const readingPosts =
  /\/(filter|count|paginate|history|lateness|find|concurrency_status|validate)$|^\/sluice\/wake$|^\/ui\/|^\/events\/count-by\//;
const reports: readonly RegExp[] = [
  /^POST \/(flows|flow_runs|task_runs|logs|artifacts|variables)\/$/,
  /^PATCH \/(flow_runs|task_runs|artifacts|variables)\//,
  /^POST \/(flow_runs|task_runs)\/[^/]+\/set_state$/,
  /^(POST|DELETE) \/flow_runs\/[^/]+\/input(\/|$)/,
  /^POST \/deployments\/([^/]+\/create_flow_run|get_scheduled_flow_runs)$/,
  /^POST \/work_pools\/[^/]+\/(get_scheduled_flow_runs|workers\/heartbeat)$/,
  /^POST \/work_queues\/[^/]+\/get_runs$/,
  /^POST \/(v2\/)?concurrency_limits\/(increment|decrement|leases\/)/,
  /^POST \/sluice\/(background_tasks(\/claim|\/[^/]+\/cancel)?|task_workers\/[^/]+\/leave)$/,
  /^POST \/events$/,
  /^DELETE \/sluice\/slot_waiters\//,
  /^POST \/sluice\/(record|leases|flow_runs\/interrupted|flow_runs\/[^/]+\/(attempts|claim|gone))$/,
];

export function needOf(method: string, path: string): Need {
  if (path === openRead) return "read";
  if (administers.test(path)) return "administer";
  if (method === "GET" || method === "HEAD") return "read";
  if (method === "POST" && readingPosts.test(path)) return "read";
  return reports.some((pattern) => pattern.test(`${method} ${path}`)) ? "report" : "change";
}

/** Whether a request wants block data with its secrets, which those who may only look do not get. */
export async function asksForSecrets(request: Request): Promise<boolean> {
  const url = new URL(request.url);
  if (!/\/block_(documents|types)\//.test(url.pathname)) return false;
  if (isTrue(url.searchParams.get("include_secrets"))) return true;
  if (request.method !== "POST") return false;
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => undefined);
  const isObject = typeof body === "object" && body !== null;
  return isObject && "include_secrets" in body && isTrue(String(body.include_secrets));
}

/** Anything but a clear no: what the route would read as true must not slip through. */
function isTrue(text: string | null): boolean {
  return text !== null && !/^(false|0|no|off|n|f|)$/i.test(text);
}
