import { LockKeyhole } from "lucide-react";
import { statusOf } from "../server/server-error.ts";
import { EmptyState } from "./empty-state.tsx";
import { Failure } from "./failure.tsx";

/** Why a page for administrators has nothing to show, and how to get to see it. */
export function AccessFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (statusOf(error) !== 403) return <Failure error={error} onRetry={onRetry} />;
  return (
    <EmptyState
      icon={LockKeyhole}
      title="Your role may not see this"
      command="sluice api-key create my-name --role admin"
    >
      It is for administrators. Ask one for a key of the role admin, and sign in with that.
    </EmptyState>
  );
}
