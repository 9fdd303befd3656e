import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { RetryPlan } from "../../../../src/schemas/retry.ts";
import { CommandToCopy } from "../../pieces/command-to-copy.tsx";
import { call } from "../../server/api.ts";
import { reasonOf } from "../../server/server-error.ts";
import { retryCommand, retryRequest, type RetryScope } from "./retry-scope.ts";

export interface RetryActionProps {
  flowRunId: string;
  scope: RetryScope;
  runsIn: RetryPlan["runs_in"];
  onDone: () => void;
}

/** A run of a deployment is retried by its workers; another one only where its code is. */
export function RetryAction({ flowRunId, scope, runsIn, onDone }: RetryActionProps) {
  if (runsIn === "deployment") return <RetryButton flowRunId={flowRunId} scope={scope} onDone={onDone} />;
  return (
    <div>
      <Text size="sm">No deployment runs it, so that no worker has its code. Go on with it where it is:</Text>
      <CommandToCopy command={retryCommand(flowRunId, scope)} />
    </div>
  );
}

function RetryButton({ flowRunId: id, scope, onDone }: Omit<RetryActionProps, "runsIn">) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const retry = useMutation({
    mutationFn: () => call("POST /sluice/flow_runs/{id:uuid}/retry", { params: { id }, body: retryRequest(scope) }),
    onSuccess: async () => {
      onDone();
      await navigate({ to: "/runs/flow-run/$id", params: { id } });
    },
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Group justify="flex-end">
      {retry.error && (
        <Text size="sm" c="var(--state-failed)" role="alert">
          {reasonOf(retry.error)}
        </Text>
      )}
      <Button loading={retry.isPending} onClick={() => retry.mutate()}>
        Retry
      </Button>
    </Group>
  );
}
