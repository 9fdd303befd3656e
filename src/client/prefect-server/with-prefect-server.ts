// Our SDK speaks to our server by routes of our own. On Prefect's server these are not there: they are answered here,
// over the routes that it has.

import type { Fetch } from "../fetch.ts";
import type { RecordBatch } from "../../schemas/record.ts";
import { PrefectTrouble, prefectRoutes } from "./prefect-routes.ts";
import { PrefectWriter } from "./prefect-writer.ts";

export interface PrefectServerOptions {
  /** `…/api` */
  url: string;
  /** Called once, when the server turns out to be Prefect's. */
  onPrefect: () => void;
}

/** The same `fetch` for our server, and one that writes through Prefect's routes for Prefect's. */
export function withPrefectServer(fetch: Fetch, { url, onPrefect }: PrefectServerOptions): Fetch {
  const ours = `${url}/sluice/`;
  let writer: PrefectWriter | undefined;
  let isKnownAsOurs = false;
  let asking: Promise<boolean> | undefined;

  async function isPrefect(): Promise<boolean> {
    const isOurs = await answersRecords(fetch, url);
    if (isOurs || writer !== undefined) return !isOurs;
    writer = new PrefectWriter(prefectRoutes(fetch, url));
    onPrefect();
    return true;
  }

  return async (request) => {
    if (!request.url.startsWith(ours)) return fetch(writer === undefined ? request : renamed(request, writer));
    if (writer !== undefined) return answer(request, writer, ours);
    if (isKnownAsOurs) return fetch(request);
    const copy = request.clone();
    const response = await fetch(request);
    isKnownAsOurs = response.ok;
    if (response.status !== 404) return response;
    return (await (asking ??= isPrefect())) && writer !== undefined ? answer(copy, writer, ours) : response;
  };
}

/** An empty batch, which a server of ours takes. */
async function answersRecords(fetch: Fetch, url: string): Promise<boolean> {
  const headers = { "content-type": "application/json" };
  const request = new Request(`${url}/sluice/record`, { method: "POST", headers, body: JSON.stringify({ items: [] }) });
  return (await fetch(request)).status !== 404;
}

async function answer(request: Request, writer: PrefectWriter, ours: string): Promise<Response> {
  const path = request.url.slice(ours.length);
  if (path === "record") return record((await request.json()) as RecordBatch, writer);
  if (path === "leases") return Response.json({ superseded: [], cancelling: [] });
  if (path === "flow_runs/interrupted") return Response.json({ flow_run_ids: [] });
  if (/^flow_runs\/[^/]+\/calls\b/.test(path)) return Response.json({ calls: [], next: null }); // none was kept
  return Response.json({ detail: "Prefect's server does not keep what this asks for." }, { status: 404 });
}

async function record({ items }: RecordBatch, writer: PrefectWriter): Promise<Response> {
  try {
    return Response.json({ answers: await writer.record(items) });
  } catch (error) {
    if (error instanceof PrefectTrouble) return new Response(null, { status: error.response.status });
    throw error;
  }
}

const flowRunPath = /(?<=\/flow_runs\/)[0-9a-f-]{36}/;

/** Questions about a flow run by our id are about the server's. */
function renamed(request: Request, writer: PrefectWriter): Request {
  const id = flowRunPath.exec(request.url)?.[0];
  const theirs = id === undefined ? undefined : writer.flowRunId(id);
  return theirs === undefined || theirs === id ? request : new Request(request.url.replace(id!, theirs), request);
}
