import { getPath } from "hono/utils/url";
import { type Actor, anybody, type Gate } from "../access/gate.ts";
import { asksForSecrets, mayDo, type Need, needOf } from "../access/needs.ts";
import { isBelow } from "./with-ui.ts";

type Fetch = (request: Request) => Promise<Response>;

/** What somebody has changed. */
export interface Change {
  actor: Actor;
  method: string;
  /** Below the API's base. */
  path: string;
  status: number;
}

export interface AccessOptions {
  gate: Gate;
  apiBasePath: string;
  /** Keeps who changed what. Reports of running flows are not changes of a person: their history is their states. */
  audit?: ((change: Change) => Promise<void>) | undefined;
}

/** Probes of load balancers, which have no credentials. Source: http-api §2. */
const open: ReadonlySet<string> = new Set(["/health", "/ready"]);

/** Lets only those at the API who may do what they ask for. The UI's files stay open: it asks its user for credentials. */
export function requireAccess(fetch: Fetch, { gate, apiBasePath, audit }: AccessOptions): Fetch {
  return async (request) => {
    const whole = getPath(request); // as the router reads it: an encoded letter must not lead past this door
    const path = whole.slice(apiBasePath.length);
    if (!isBelow(whole, apiBasePath) || open.has(path)) return await fetch(request);
    const actor = (await gate.isClosed()) ? await gate.whoSends(request.headers.get("authorization")) : anybody;
    if (actor === undefined) return unauthorized(request);
    const need = await needed(request, path);
    if (!mayDo(actor.role, need)) return forbidden(actor, need);
    const answer = await fetch(request);
    if (audit !== undefined && answer.ok && isChange(need, { actor, method: request.method, path }))
      await audit({ actor, method: request.method, path, status: answer.status });
    return answer;
  };
}

async function needed(request: Request, path: string): Promise<Need> {
  const need = needOf(request.method, path);
  return need === "read" && (await asksForSecrets(request)) ? "report" : need;
}

function isChange(need: Need, { actor, method, path }: Omit<Change, "status">): boolean {
  const isByPerson = actor.role !== "worker"; // flows set variables, too
  if (need === "report") return isByPerson && /^\/variables\/(?!filter$|count$)/.test(path);
  return need === "change" || (need === "administer" && method !== "GET" && method !== "HEAD");
}

function unauthorized(request: Request): Response {
  return Response.json({ exception_message: "Unauthorized" }, { status: 401, headers: challengeFor(request) });
}

function forbidden({ name, role }: Actor, need: Need): Response {
  const detail = `The key "${name}" has the role ${role}, which may not ${verbs[need]}.`;
  return Response.json({ detail }, { status: 403 });
}

const verbs: Record<Need, string> = {
  read: "read this",
  report: "record runs or read secrets",
  change: "change this",
  administer: "administer the server",
};

/** A challenge makes a browser ask by a dialog of its own, also when it is the UI that asked: that has its own page. */
function challengeFor({ headers }: Request): Record<string, string> {
  const isOfPage = ["cors", "same-origin", "no-cors"].includes(headers.get("sec-fetch-mode") ?? "");
  return isOfPage ? {} : { "WWW-Authenticate": "Basic" };
}
