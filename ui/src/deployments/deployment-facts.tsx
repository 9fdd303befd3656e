import type { DeploymentResponse } from "../../../src/schemas/deployment.ts";
import { Facts } from "../pieces/facts.tsx";
import { fullTime } from "../pieces/full-time.ts";
import { IdText } from "../pieces/id-text.tsx";
import { JsonText } from "../pieces/json-text.tsx";
import { Panel } from "../pieces/panel.tsx";

export function DeploymentFacts({ deployment }: { deployment: DeploymentResponse }) {
  const { job_variables: variables, pull_steps: steps } = deployment;
  return (
    <Panel>
      <Facts
        facts={[
          ["Id", <IdText key="id" id={deployment.id} />],
          ["Version", deployment.version],
          ["Entrypoint", deployment.entrypoint],
          ["Path", deployment.path],
          ["Work pool", deployment.work_pool_name],
          ["Work queue", deployment.work_queue_name],
          ["Last polled", deployment.last_polled && fullTime(deployment.last_polled)],
          ["Concurrency limit", deployment.global_concurrency_limit?.limit ?? deployment.concurrency_limit],
          ["When it is full", deployment.concurrency_options?.collision_strategy],
          ["Parameters are checked", deployment.enforce_parameter_schema ? "yes" : "no"],
          ["Created", deployment.created && fullTime(deployment.created)],
          ["Updated", deployment.updated && fullTime(deployment.updated)],
          ["Created by", deployment.created_by?.display_value],
          [
            "Job variables",
            Object.keys(variables).length > 0 && <JsonText key="job" value={variables} label="Job variables" />,
          ],
          ["Pull steps", steps && steps.length > 0 && <JsonText key="pull" value={steps} label="Pull steps" />],
          [
            "Parameter schema",
            deployment.parameter_openapi_schema && (
              <JsonText key="schema" value={deployment.parameter_openapi_schema} label="Parameter schema" />
            ),
          ],
        ]}
      />
    </Panel>
  );
}
