import { Button, Skeleton, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { JsonObject } from "../server/json-object.ts";
import type { DeploymentResponse } from "../../../src/schemas/deployment.ts";
import { Failure } from "../pieces/failure.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { Panel } from "../pieces/panel.tsx";
import { checkedByServer } from "../schema-form/checked-by-server.ts";
import type { FormErrors } from "../schema-form/form-errors.ts";
import { JsonField } from "../schema-form/json-field.tsx";
import { type JsonSchema, withDefaults } from "../schema-form/json-schema.ts";
import { SchemaForm } from "../schema-form/schema-form.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { reasonOf } from "../server/server-error.ts";

const route = getRouteApi("/deployments/deployment/$id/run");

/** Runs a deployment with parameters that somebody types in. */
export function RunPage() {
  const { id } = route.useParams();
  const deployment = useQuery({
    ...apiQuery("GET /deployments/{id:uuid}", { params: { id } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (deployment.error) return <Failure error={deployment.error} onRetry={() => void deployment.refetch()} />;
  if (!deployment.data) return <Skeleton height={260} />;
  return <RunForm deployment={deployment.data} />;
}

function RunForm({ deployment }: { deployment: DeploymentResponse }) {
  const schema = (deployment.parameter_openapi_schema ?? {}) as JsonSchema;
  const [values, setValues] = useState(() => withDefaults(schema, deployment.parameters));
  const [errors, setErrors] = useState<FormErrors>([]);
  const [name, setName] = useState("");
  const [tags, setTags] = useState<string[]>([]);
  const [at, setAt] = useState("");
  const [variables, setVariables] = useState<unknown>(undefined);
  const navigate = useNavigate();
  const run = useMutation({
    mutationFn: async () => {
      const found = await checkedByServer(schema, values);
      setErrors(found);
      if (found.length > 0) return;
      const body = {
        parameters: values as JsonObject,
        tags,
        ...(name !== "" && { name }),
        ...(variables !== undefined && { job_variables: variables as JsonObject }),
        state: {
          type: "SCHEDULED" as const,
          state_details: {
            scheduled_time: at === "" ? new Date().toISOString() : new Date(at).toISOString(),
            deferred: false,
            untrackable_result: false,
            pause_reschedule: false,
          },
        },
      };
      const { id } = await call("POST /deployments/{id:uuid}/create_flow_run", { params: { id: deployment.id }, body });
      await navigate({ to: "/runs/flow-run/$id", params: { id } });
    },
  });
  return (
    <Stack maw={760}>
      <PageHeader
        title={`Run ${deployment.name}`}
        trail={
          <>
            <Link to="/deployments">Deployments</Link> /{" "}
            <Link to="/deployments/deployment/$id" params={{ id: deployment.id }}>
              {deployment.name}
            </Link>
          </>
        }
      />
      <Panel title="Parameters">
        <SchemaForm schema={schema} values={values} errors={errors} label="Parameters" onChange={setValues} />
      </Panel>
      <Panel title="This run">
        <Stack gap="sm">
          <TextInput
            label="Name"
            placeholder="One is made up"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TagsInput label="Tags" value={tags} onChange={setTags} />
          <TextInput
            type="datetime-local"
            label="When"
            description="Empty: now"
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
          />
          {deployment.work_pool_name && (
            <JsonField
              name="Job variables"
              schema={{}}
              value={undefined}
              errors={[]}
              isRequired={false}
              onChange={setVariables}
            />
          )}
        </Stack>
      </Panel>
      {errors.length > 0 && (
        <Text c="var(--state-failed)" role="alert">
          The server does not take these parameters; the fields say why.
        </Text>
      )}
      {run.error && (
        <Text c="var(--state-failed)" role="alert">
          {reasonOf(run.error)}
        </Text>
      )}
      <Button w="fit-content" loading={run.isPending} onClick={() => run.mutate()}>
        Run
      </Button>
    </Stack>
  );
}
