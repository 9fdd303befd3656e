import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { DeploymentResponse } from "../../../src/schemas/deployment.ts";
import classes from "../flows/flow-row.module.css";
import { RunStrip } from "../flows/run-strip.tsx";
import { StatusText } from "../pieces/status-text.tsx";
import { Tags } from "../pieces/tags.tsx";
import { apiQuery } from "../server/query.ts";
import { scheduleText } from "./schedule-text.ts";

const shownRuns = 30;

export function DeploymentRow({
  deployment,
  flowName,
}: {
  deployment: DeploymentResponse;
  flowName: string | undefined;
}) {
  const { id, name, paused, status, schedules, work_pool_name: pool, tags } = deployment;
  const body = {
    deployments: { id: { any_: [id] } },
    flow_runs: { state: { type: { not_any_: ["SCHEDULED" as const] } } },
    sort: "START_TIME_DESC" as const,
    limit: shownRuns,
  };
  const runs = useQuery({ ...apiQuery("POST /flow_runs/filter", { body }), refetchInterval: 5000 });
  return (
    <article className={classes.row} data-row>
      <div className={classes.names}>
        <span>
          {flowName ?? "…"} /{" "}
          <Link to="/deployments/deployment/$id" params={{ id }} className={classes.name} data-row-link>
            {name}
          </Link>
        </span>
        <div className={classes.facts}>
          <StatusText look={paused ? "idle" : status === "READY" ? "good" : "bad"}>
            {paused ? "Paused" : status === "READY" ? "Ready" : "Nobody takes its runs"}
          </StatusText>
          {schedules.map((schedule) => (
            <span key={schedule.id}>{scheduleText(schedule.schedule)}</span>
          ))}
          {pool && <span>{pool}</span>}
          <Tags tags={tags} />
        </div>
      </div>
      <RunStrip runs={runs.data ?? []} />
    </article>
  );
}
