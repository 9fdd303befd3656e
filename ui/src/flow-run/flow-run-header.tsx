import { Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import { Moment } from "../pieces/moment.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { RunDuration } from "../pieces/run-duration.tsx";
import { Tags } from "../pieces/tags.tsx";
import { apiQuery } from "../server/query.ts";
import { StateBadge } from "../states/state-badge.tsx";
import { FlowRunActions } from "./actions/flow-run-actions.tsx";
import classes from "./flow-run-header.module.css";
import { ParentLink } from "./parent-link.tsx";

export function FlowRunHeader({ run }: { run: FlowRunResponse }) {
  const flow = useQuery({ ...apiQuery("GET /flows/{id:uuid}", { params: { id: run.flow_id } }), staleTime: 60_000 });
  const message = run.state?.message;
  return (
    <PageHeader
      title={run.name}
      trail={
        <>
          <Link to="/runs">Runs</Link> /{" "}
          <Link to="/flows/flow/$id" params={{ id: run.flow_id }}>
            {flow.data?.name ?? "…"}
          </Link>
          {run.parent_task_run_id && <ParentLink taskRunId={run.parent_task_run_id} />}
        </>
      }
      beside={<StateBadge type={run.state_type} name={run.state_name} size="large" />}
      actions={<FlowRunActions run={run} />}
    >
      <Group gap="lg" className={classes.facts} mt={4}>
        {run.start_time ? (
          <span>
            Began <Moment at={run.start_time} />
          </span>
        ) : (
          run.expected_start_time && (
            <span>
              Expected <Moment at={run.expected_start_time} />
            </span>
          )
        )}
        <span>
          Ran <RunDuration run={run} />
        </span>
        {run.run_count > 1 && <span>Attempt {run.run_count}</span>}
        {run.work_pool_name && <span>Work pool {run.work_pool_name}</span>}
        {run.created_by?.display_value && <span>By {run.created_by.display_value}</span>}
        <Tags tags={run.tags} />
      </Group>
      {message && (
        <p className={classes.message} data-state={run.state_type} data-testid="state-message">
          {message}
        </p>
      )}
    </PageHeader>
  );
}
