import { Link } from "@tanstack/react-router";
import type { TaskInputs } from "../../../src/schemas/task-run.ts";
import type { UITaskRun } from "../../../src/schemas/ui.ts";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Facts } from "../pieces/facts.tsx";
import { Panel } from "../pieces/panel.tsx";

type Input = TaskInputs[string][number];

const names: Record<string, string> = { wait_for: "Waited for", __parents__: "Inside of" };

/** Where each input came from. */
export function TaskInputsTab({ run }: { run: UITaskRun }) {
  const inputs = Object.entries(run.task_inputs).filter(([, sources]) => sources.length > 0);
  if (inputs.length === 0) {
    return (
      <EmptyState title="Its inputs were values of the code">
        An input that is another call's result or a flow's parameter is shown here with a link.
      </EmptyState>
    );
  }
  return (
    <Panel>
      <Facts facts={inputs.map(([name, sources]) => [names[name] ?? name, <Sources key={name} sources={sources} />])} />
    </Panel>
  );
}

const most = 100;

function Sources({ sources }: { sources: readonly Input[] }) {
  return (
    <>
      {sources.slice(0, most).map((source, at) => (
        <span key={at}>
          {at > 0 && ", "}
          <Source source={source} />
        </span>
      ))}
      {sources.length > most && ` and ${sources.length - most} more`}
    </>
  );
}

function Source({ source }: { source: Input }) {
  switch (source.input_type) {
    case "task_run":
      return (
        <Link to="/runs/task-run/$id" params={{ id: source.id }}>
          task run {source.id.slice(-8)}
        </Link>
      );
    case "flow_run":
      return (
        <Link to="/runs/flow-run/$id" params={{ id: source.id }}>
          flow run {source.id.slice(-8)}
        </Link>
      );
    case "parameter":
      return <>parameter {source.name}</>;
    case "constant":
      return <>a {source.type}</>;
  }
}
