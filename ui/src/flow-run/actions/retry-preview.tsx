import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { RetriedCall, RetryPlan } from "../../../../src/schemas/retry.ts";
import classes from "./retry-preview.module.css";

export interface RetryPreviewProps {
  plan: RetryPlan;
  /** Whether it answers the choice before, while the answer to this one comes. */
  isStale: boolean;
}

/** Which calls a retry makes again and which give their stored results, each with the reason. */
export function RetryPreview({ plan, isStale }: RetryPreviewProps) {
  const { again = [], reused = [] } = Object.groupBy(plan.calls, (call) => (call.reused ? "reused" : "again"));
  return (
    <div aria-busy={isStale} className={classes.preview}>
      <Text size="sm">
        The flow's body runs again. Of its calls, <strong>{again.length.toLocaleString("en")}</strong> run again and{" "}
        <strong>{reused.length.toLocaleString("en")}</strong> give their stored results.
      </Text>
      <Calls title="Runs again" calls={again} />
      <Calls title="Reused" calls={reused} />
    </div>
  );
}

const most = 100;

function Calls({ title, calls }: { title: string; calls: readonly RetriedCall[] }) {
  if (calls.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={classes.title}>{title}</h3>
      {/* What scrolls is to be reached by keyboard. */}
      <ul className={classes.calls} tabIndex={0} aria-label={title}>
        {calls.slice(0, most).map(({ task_run_id: id, name, reason }) => (
          <li key={id}>
            <Link to="/runs/task-run/$id" params={{ id }}>
              {name}
            </Link>
            : {reason}
          </li>
        ))}
        {calls.length > most && <li>and {(calls.length - most).toLocaleString("en")} more</li>}
      </ul>
    </section>
  );
}
