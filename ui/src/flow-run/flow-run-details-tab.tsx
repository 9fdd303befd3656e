import { Link } from "@tanstack/react-router";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import { Facts } from "../pieces/facts.tsx";
import { fullTime } from "../pieces/full-time.ts";
import { IdText } from "../pieces/id-text.tsx";
import { JsonText } from "../pieces/json-text.tsx";
import { Panel } from "../pieces/panel.tsx";
import { durationText } from "../pieces/duration-text.ts";

export function FlowRunDetailsTab({ run }: { run: FlowRunResponse }) {
  const time = (at: string | null) => at && fullTime(at);
  return (
    <Panel>
      <Facts
        facts={[
          ["Id", <IdText key="id" id={run.id} />],
          [
            "Flow",
            <Link key="flow" to="/flows/flow/$id" params={{ id: run.flow_id }}>
              {run.flow_id}
            </Link>,
          ],
          ["Flow version", run.flow_version],
          ["Created", time(run.created)],
          ["Updated", time(run.updated)],
          ["Expected start", time(run.expected_start_time)],
          ["Start", time(run.start_time)],
          ["End", time(run.end_time)],
          ["Run time", durationText(run.total_run_time)],
          ["Run count", run.run_count],
          ["Retries", run.empirical_policy.retries],
          ["Retry delay", run.empirical_policy.retry_delay && durationText(run.empirical_policy.retry_delay)],
          ["Idempotency key", run.idempotency_key],
          ["Deployment", run.deployment_id],
          ["Deployment version", run.deployment_version],
          ["Work pool", run.work_pool_name],
          ["Work queue", run.work_queue_name],
          ["Process", run.infrastructure_pid],
          ["Created by", run.created_by?.display_value],
          ["Labels", Object.keys(run.labels).length > 0 && <JsonText key="labels" value={run.labels} label="Labels" />],
          [
            "Context",
            Object.keys(run.context).length > 0 && <JsonText key="context" value={run.context} label="Context" />,
          ],
          [
            "Job variables",
            run.job_variables && Object.keys(run.job_variables).length > 0 && (
              <JsonText key="job" value={run.job_variables} label="Job variables" />
            ),
          ],
        ]}
      />
    </Panel>
  );
}
