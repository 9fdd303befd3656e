import { z } from "zod";
import { once } from "../../lib/once.ts";
import { timeUnits } from "../enums.ts";
import { Event, EventCount, EventPage } from "../event.ts";
import { EventFilter } from "../filters/event-filter.ts";
import { route } from "../route.ts";

export const eventRoutes = [
  route("POST /events", { summary: "Takes in events.", body: once(() => z.array(Event())) }),
  route("WS /events/in", { summary: "Takes in events as they happen." }),
  route("WS /events/out", { summary: "Streams the events that match a filter." }),
  route("POST /events/filter", {
    summary: "Lists events, newest first unless the filter says otherwise.",
    body: once(() =>
      z.object({
        filter: EventFilter().nullish(),
        // Prefect refuses more than 50, yet its own client asks for 100.
        limit: z.int().min(0).max(200).default(50),
      }),
    ),
    answer: EventPage,
  }),
  route("GET /events/filter/next", {
    summary: "The next page of a list of events.",
    query: once(() => z.object({ "page-token": z.string() })),
    answer: EventPage,
  }),
  route("POST /events/count-by/{countable}", {
    summary: "Counts events by day, time, name or resource.",
    body: once(() =>
      z.object({
        filter: EventFilter(),
        time_unit: z.enum(timeUnits).default("day"),
        time_interval: z.number().min(0.01).default(1),
      }),
    ),
    answer: once(() => z.array(EventCount())),
  }),
] as const;
