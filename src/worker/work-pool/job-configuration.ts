import type { Json, JsonObject } from "../../lib/json.ts";
import type { DeploymentResponse } from "../../schemas/deployment.ts";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import type { WorkPoolResponse } from "../../schemas/work-pool.ts";
import type { Api } from "../../sdk/host.ts";
import type { JobConfiguration } from "../infrastructure.ts";
import { commands, languageOf } from "../language.ts";
import { fillTemplate, valueAt } from "./fill-template.ts";
import { isObject, jobVariables } from "./job-variables.ts";
import { storedValues } from "./stored-values.ts";

export interface JobParts {
  pool: WorkPoolResponse;
  deployment: DeploymentResponse;
  run: FlowRunResponse;
  flow: { id: string; name: string };
  workerName: string;
  /** The server that the job reports to, as variables. */
  apiEnv: Readonly<Record<string, string>>;
}

/**
 * What a run is started with: template of the pool, filled with the variables of the deployment and of the run.
 *
 * @throws {MissingStoredValue} a block or a variable that it names is not there
 */
export async function jobConfiguration(api: Api, parts: JobParts): Promise<JobConfiguration> {
  const { pool, deployment, run } = parts;
  const template = pool.base_job_template as JsonObject;
  const variables = jobVariables(
    template,
    deployment.job_variables as JsonObject,
    run.job_variables as JsonObject | null,
  );
  const stored = await storedValues(api, { template, variables });
  const context = { ctx: { flow: parts.flow, flow_run: { id: run.id, name: run.name } } };
  const withStored = (path: string): Json | undefined => stored.get(path) ?? valueAt(context, path);
  const values = fillTemplate(variables, withStored) as JsonObject;
  const configured = template["job_configuration"] ?? {};
  const filled = fillTemplate(configured, (path) => valueAt(values, path) ?? withStored(path)) as JsonObject;
  return {
    ...filled,
    command: textOr(filled["command"], commands[languageOf(deployment)]),
    name: textOr(filled["name"], run.name),
    env: { ...parts.apiEnv, ...runEnv(parts), ...texts(values["env"]), ...texts(filled["env"]) },
    labels: { ...runLabels(parts), ...texts(filled["labels"]) },
  };
}

function textOr(value: Json | undefined, other: string): string {
  return typeof value === "string" && value !== "" ? value : other;
}

function texts(value: Json | undefined): Record<string, string> {
  if (!isObject(value)) return {};
  const given = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(given.map(([name, one]) => [name, typeof one === "string" ? one : JSON.stringify(one)]));
}

// Source: features W-006.
function runEnv({ run, deployment, flow, workerName }: JobParts): Record<string, string> {
  return {
    PREFECT__FLOW_RUN_ID: run.id,
    PREFECT__FLOW_ID: flow.id,
    PREFECT__FLOW_NAME: flow.name,
    PREFECT__DEPLOYMENT_ID: deployment.id,
    PREFECT__DEPLOYMENT_NAME: deployment.name,
    PREFECT__WORKER_NAME: workerName,
  };
}

function runLabels({ run, deployment, flow, workerName, pool }: JobParts): Record<string, string> {
  return {
    "prefect.io/flow-run-id": run.id,
    "prefect.io/flow-run-name": run.name,
    "prefect.io/flow-id": flow.id,
    "prefect.io/flow-name": flow.name,
    "prefect.io/deployment-id": deployment.id,
    "prefect.io/deployment-name": deployment.name,
    "prefect.io/worker-name": workerName,
    "prefect.io/work-pool-name": pool.name,
  };
}
