// Pages of events: the next one is found by a token that says how far each of the places was read.

import { z } from "zod";
import { once } from "../../../lib/once.ts";
import type { EventPage } from "../../../schemas/event.ts";
import { EventFilter } from "../../../schemas/filters/event-filter.ts";
import type { KnownEvent } from "../../db/events/events.ts";
import { countMatchingEvents, type Cursor, type EventQuery, matchingEvents } from "../../events/matching-events.ts";
import { ApiError } from "../http/api-error.ts";
import { eventOnWire } from "../on-wire/event.ts";
import type { Api } from "../http/serve.ts";

const place = once(() => z.object({ id: z.guid(), occurred: z.int() }).optional());
const PageToken = once(() =>
  z.object({
    filter: EventFilter(),
    limit: z.int().min(1).max(200),
    /** When the first page was asked for: an open end stays where it was. */
    now: z.int(),
    total: z.int(),
    after: z.object({ event: place(), flow_run: place(), task_run: place() }),
    /** Of a list of distinct resources, how many were told: it is read from its beginning. */
    told: z.int(),
  }),
);
type PageToken = z.infer<ReturnType<typeof PageToken>>;

export async function firstPage(
  { filter, limit }: { filter: EventFilter; limit: number },
  api: Api,
  url: string,
): Promise<EventPage> {
  const now = api.clock.now();
  const total = await countMatchingEvents(queryOf({ filter, now }, api));
  return readPage({ filter, limit, now, total, after: {}, told: 0 }, api, url);
}

export async function nextPage(text: string, api: Api, url: string): Promise<EventPage> {
  const token = PageToken().safeParse(decoded(text));
  if (!token.success) throw new ApiError(403, { detail: "Forbidden" });
  return readPage(token.data, api, url);
}

async function readPage(token: PageToken, api: Api, url: string): Promise<EventPage> {
  if (token.limit === 0) return { events: [], total: token.total, next_page: null };
  const isDistinct = token.filter.resource?.distinct === true;
  const after: Cursor = { ...token.after };
  const events: KnownEvent[] = [];
  let toSkip = isDistinct ? token.told : 0;
  let hasMore = false;
  for await (const { event, from } of matchingEvents(queryOf(token, api), isDistinct ? {} : token.after)) {
    if (toSkip-- > 0) continue;
    hasMore = events.length === token.limit;
    if (hasMore) break;
    events.push(event);
    after[from] = { id: event.id, occurred: event.occurred };
  }
  const next = { ...token, after, told: token.told + events.length };
  return { events: events.map(eventOnWire), total: token.total, next_page: hasMore ? linkTo(next, api, url) : null };
}

function queryOf({ filter, now }: Pick<PageToken, "filter" | "now">, { store, settings }: Api): EventQuery {
  return { store, filter, now, deadlineMs: settings.readDeadlineMs };
}

function linkTo(token: unknown, { settings }: Api, url: string): string {
  const text = Buffer.from(JSON.stringify(token)).toString("base64url");
  return `${new URL(url).origin}${settings.apiBasePath}/events/filter/next?page-token=${text}`;
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return undefined;
  }
}
