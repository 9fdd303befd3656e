import { Modal, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { Failure } from "../../pieces/failure.tsx";
import { apiQuery } from "../../server/query.ts";
import { questionIn } from "./run-question.ts";
import { ResumeForm } from "./resume-form.tsx";

export interface ResumeDialogProps {
  run: FlowRunResponse;
  isOpen: boolean;
  onClose: () => void;
}

/** Resumes a paused run, with the input that it waits for. */
export function ResumeDialog({ run, isOpen, onClose }: ResumeDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={`Resume ${run.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
      size="lg"
    >
      <WithQuestion run={run} onDone={onClose} />
    </Modal>
  );
}

function WithQuestion({ run, onDone }: { run: FlowRunResponse; onDone: () => void }) {
  const keys = run.state?.state_details.run_input_keyset ?? undefined;
  // All of the pause's keys begin as that of its schema does.
  const prefix = keys?.["schema"]?.replace(/schema$/, "") ?? "";
  const body = { prefix, limit: 10, exclude_keys: [] };
  const inputs = useQuery({
    ...apiQuery("POST /flow_runs/{id:uuid}/input/filter", { params: { id: run.id }, body }),
    enabled: keys !== undefined,
  });
  if (keys === undefined) return <ResumeForm run={run} onDone={onDone} />;
  if (inputs.error) return <Failure error={inputs.error} onRetry={() => void inputs.refetch()} />;
  if (!inputs.data) return <Skeleton height={160} />;
  return <ResumeForm run={run} question={questionIn(inputs.data, keys)} onDone={onDone} />;
}
