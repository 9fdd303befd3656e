import { Alert, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Recycle } from "lucide-react";
import type { TaskRunDetails } from "../../../src/schemas/run-details.ts";
import type { UITaskRun } from "../../../src/schemas/ui.ts";
import { StateHistory } from "../flow-run/state-history.tsx";
import { durationText } from "../pieces/duration-text.ts";
import { Facts } from "../pieces/facts.tsx";
import { fullTime } from "../pieces/full-time.ts";
import { IdText } from "../pieces/id-text.tsx";
import { Panel } from "../pieces/panel.tsx";
import { ResultPanel } from "../results/result-panel.tsx";
import { apiQuery, livePollMs } from "../server/query.ts";

/** Why a task run is as it is, the states it has had, and its facts. */
export function TaskRunDetailsTab({ run, isLive }: { run: UITaskRun; isLive: boolean }) {
  const live = { refetchInterval: isLive && livePollMs };
  const details = useQuery({ ...apiQuery("GET /sluice/task_runs/{id:uuid}", { params: { id: run.id } }), ...live });
  const states = useQuery({ ...apiQuery("GET /task_run_states/", { query: { task_run_id: run.id } }), ...live });
  return (
    <Stack>
      {details.data && <Reuse details={details.data} cacheKey={run.state_name === "Cached" ? run.cache_key : null} />}
      <ResultPanel kind="task_runs" id={run.id} stateId={run.state_id} />
      {states.data && <StateHistory states={states.data} />}
      <Panel title="Facts">
        <Facts
          facts={[
            ["Id", <IdText key="id" id={run.id} />],
            ["Task key", run.task_key],
            ["Dynamic key", run.dynamic_key],
            ["Task version", run.task_version],
            ["Created", run.created && fullTime(run.created)],
            ["Start", run.start_time && fullTime(run.start_time)],
            ["End", run.end_time && fullTime(run.end_time)],
            ["Run time", durationText(run.total_run_time)],
            ["Run count", run.run_count],
            ["Run count of the flow run", run.flow_run_run_count],
            ["Retries", run.empirical_policy.retries],
            ["Cache key", run.cache_key],
            ["Cache expiration", run.cache_expiration && fullTime(run.cache_expiration)],
            ["Try", details.data?.try],
          ]}
        />
      </Panel>
    </Stack>
  );
}

interface ReuseProps {
  details: TaskRunDetails;
  /** The key under which its result was found. */
  cacheKey: string | null;
}

function Reuse({ details: { reused, weak, not_durable }, cacheKey }: ReuseProps) {
  if (reused === null && weak === null && not_durable === null && cacheKey === null) return null;
  const isReused = reused !== null || cacheKey !== null;
  return (
    <Alert
      icon={<Recycle />}
      color="water"
      variant="light"
      title={isReused ? "Why was it reused?" : "What a retry does with it"}
    >
      {reused && <div>{reused}</div>}
      {cacheKey && <div>A call before it had the same cache key, {cacheKey}, and its result has not expired.</div>}
      {weak && <div>Its identity is weak: {weak}</div>}
      {not_durable && <div>Its result was not kept, so that a retry runs it again: {not_durable}</div>}
    </Alert>
  );
}
