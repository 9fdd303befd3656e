import { z } from "zod";
import { once } from "../../lib/once.ts";
import { logSorts } from "../enums.ts";
import { LogFilter } from "../filters/log-filter.ts";
import { Log, LogCreate } from "../log.ts";
import { route } from "../route.ts";
import { slice, sortedBy } from "./lists.ts";

export const logRoutes = [
  route("POST /logs/", {
    summary: "Stores log lines.",
    body: once(() => z.array(LogCreate())),
    answer: once(() => z.null()),
    status: 201,
  }),
  route("POST /logs/filter", {
    summary: "Lists log lines.",
    body: once(() => z.object({ logs: LogFilter().nullish(), sort: sortedBy(logSorts), ...slice() })),
    answer: once(() => z.array(Log())),
  }),
  route("WS /logs/out", { summary: "Streams log lines as they are stored." }),
] as const;
