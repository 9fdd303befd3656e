import { reportRefused } from "../../events/report-refused.ts";
import { takeInEvents } from "../../events/take-in-events.ts";
import { notFound } from "../http/api-error.ts";
import { type Countable, countEvents } from "./event-counts.ts";
import { firstPage, nextPage } from "./event-pages.ts";
import { serve } from "../http/serve.ts";
import { EventFilter } from "../../../schemas/filters/event-filter.ts";

const countables: ReadonlySet<string> = new Set(["day", "time", "event", "resource"] satisfies Countable[]);

export const servedEvents = [
  serve("POST /events", async ({ body }, { store }) => {
    reportRefused(await takeInEvents(store, body));
    return undefined;
  }),

  serve("POST /events/filter", ({ body, url }, api) =>
    firstPage({ filter: body.filter ?? EventFilter().parse({}), limit: body.limit }, api, url),
  ),

  serve("GET /events/filter/next", ({ query, url }, api) => nextPage(query["page-token"], api, url)),

  serve("POST /events/count-by/{countable}", ({ params, body }, { store, clock, settings }) => {
    if (!countables.has(params.countable)) throw notFound();
    const query = { store, filter: body.filter, now: clock.now(), deadlineMs: settings.readDeadlineMs };
    const counting = { countable: params.countable as Countable, unit: body.time_unit, interval: body.time_interval };
    return countEvents(query, counting);
  }),
];
