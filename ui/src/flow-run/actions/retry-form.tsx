import { Skeleton, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { Failure } from "../../pieces/failure.tsx";
import { apiQuery } from "../../server/query.ts";
import { ParentLink } from "../parent-link.tsx";
import { RetryAction } from "./retry-action.tsx";
import { RetryPreview } from "./retry-preview.tsx";
import { isChosen, previewQuery, type RetryScope } from "./retry-scope.ts";
import { RetryScopeField } from "./retry-scope-field.tsx";

export interface RetryFormProps {
  run: FlowRunResponse;
  from: string | null;
  onDone: () => void;
}

/** What is to run again, what that means for each call, and the button or the command that does it. */
export function RetryForm({ run, from, onDone }: RetryFormProps) {
  const [scope, setScope] = useState<RetryScope>({ mode: from === null ? "failed" : "from-task", from });
  const preview = useQuery({
    ...apiQuery("GET /sluice/flow_runs/{id:uuid}/retry_preview", {
      params: { id: run.id },
      query: isChosen(scope) ? previewQuery(scope) : { mode: "failed" as const },
    }),
    placeholderData: keepPreviousData,
  });
  const details = useQuery(apiQuery("GET /sluice/flow_runs/{id:uuid}", { params: { id: run.id } }));
  const obstacle = details.data?.notes.find((note) => note.includes("not resumable"));

  if (run.parent_task_run_id !== null)
    return (
      <Text size="sm">
        It is no run of its own: retry the one that started it.
        <ParentLink taskRunId={run.parent_task_run_id} />
      </Text>
    );
  if (preview.error) return <Failure error={preview.error} onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <Skeleton height={240} />;
  return (
    <Stack gap="sm">
      <RetryScopeField scope={scope} calls={preview.data.calls} onChange={setScope} />
      {isChosen(scope) && <RetryPreview plan={preview.data} isStale={preview.isPlaceholderData} />}
      {obstacle && (
        <Text size="sm" c="var(--state-failed)">
          {obstacle}
        </Text>
      )}
      {isChosen(scope) && (
        <RetryAction flowRunId={run.id} scope={scope} runsIn={preview.data.runs_in} onDone={onDone} />
      )}
    </Stack>
  );
}
