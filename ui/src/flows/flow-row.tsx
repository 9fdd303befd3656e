import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Flow } from "../../../src/schemas/flow.ts";
import type { SimpleNextFlowRun } from "../../../src/schemas/ui.ts";
import { Moment } from "../pieces/moment.tsx";
import { Tags } from "../pieces/tags.tsx";
import { apiQuery } from "../server/query.ts";
import classes from "./flow-row.module.css";
import { RunStrip } from "./run-strip.tsx";

export const shownRuns = 30;

/** A flow: its name, when it ran last and runs next, and how its latest runs went. */
export function FlowRow({ flow, next }: { flow: Flow; next: SimpleNextFlowRun | null }) {
  const runs = useQuery({
    ...apiQuery("POST /flow_runs/filter", {
      body: { flows: { id: { any_: [flow.id] } }, sort: "START_TIME_DESC", limit: shownRuns },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });
  const last = runs.data?.find(({ start_time }) => start_time !== null);
  return (
    <article className={classes.row} data-row>
      <div className={classes.names}>
        <Link to="/flows/flow/$id" params={{ id: flow.id }} className={classes.name} data-row-link>
          {flow.name}
        </Link>
        <div className={classes.facts}>
          {last?.start_time && (
            <span>
              last <Moment at={last.start_time} />
            </span>
          )}
          {next && (
            <span>
              next <Moment at={next.next_scheduled_start_time} />
            </span>
          )}
          <Tags tags={flow.tags} />
        </div>
      </div>
      <RunStrip runs={runs.data ?? []} />
    </article>
  );
}
