import { Alert } from "@mantine/core";
import { Hourglass } from "lucide-react";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import { Moment } from "../pieces/moment.tsx";

/** Says what a run waits for that neither runs nor has ended. */
export function WhyWaiting({ run }: { run: FlowRunResponse }) {
  const reason = reasonFor(run);
  if (reason === null) return null;
  return (
    <Alert icon={<Hourglass />} color="yellow" variant="light" title="Why is it waiting?">
      {reason}
    </Alert>
  );
}

function reasonFor(run: FlowRunResponse): React.ReactNode {
  const { state, state_type: type, state_name: name } = run;
  const scheduled = state?.state_details.scheduled_time;
  if (type === "PAUSED") return pauseReason(run);
  if (name === "AwaitingConcurrencySlot")
    return "All slots of its concurrency limit are taken. It begins when one is free, the longest waiting first.";
  if (name === "Late") return lateReason(run);
  if (name === "AwaitingRetry" && run.deployment_id === null)
    return (
      <>
        No deployment runs it: go on with it where its code is, by <code>sluice flow-run retry {run.id}</code>
      </>
    );
  if (type === "SCHEDULED" && scheduled)
    return (
      <>
        It is scheduled for <Moment at={scheduled} />.
      </>
    );
  if (type === "PENDING")
    return run.deployment_id === null
      ? "Its process has created it and has not begun it yet."
      : "A worker has taken it; its process is being started.";
  return null;
}

function pauseReason({ state, id }: FlowRunResponse): React.ReactNode {
  const timeout = state?.state_details.pause_timeout;
  return (
    <>
      Somebody has to resume it, here or by <code>sluice flow-run resume {id}</code>.
      {timeout && (
        <>
          {" "}
          It fails <Moment at={timeout} /> if nobody does.
        </>
      )}
    </>
  );
}

function lateReason({ work_pool_name: pool, deployment_id: deployment }: FlowRunResponse): React.ReactNode {
  if (deployment === null) return "Its time has come and no process has begun it.";
  if (pool === null) return "No process that serves its deployment has taken it.";
  return (
    <>
      No worker of the pool {pool} has taken it. Start one by <code>sluice worker start --pool {pool}</code>
    </>
  );
}
