import type { WorkPoolResponse } from "../../../src/schemas/work-pool.ts";
import { StatusText } from "../pieces/status-text.tsx";

/** Whether somebody takes the runs of a pool or a queue. */
export function PoolStatus({ status }: Pick<WorkPoolResponse, "status">) {
  if (status === "PAUSED") return <StatusText look="idle">Paused</StatusText>;
  return status === "READY" ? (
    <StatusText look="good">Ready</StatusText>
  ) : (
    <StatusText look="bad">No worker</StatusText>
  );
}
