import { Link } from "@tanstack/react-router";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import type { WaitedFor } from "../../../src/schemas/waiting.ts";
import classes from "./waited-for-links.module.css";

export interface WaitedForLinksProps {
  what: readonly WaitedFor[];
  /** Who waits. */
  run: FlowRunResponse;
}

/** Leads to all that a run waits for and that has a page. */
export function WaitedForLinks({ what, run }: WaitedForLinksProps) {
  const shown = what.filter(({ type }) => type !== "run-input"); // a key that means nothing to people
  if (shown.length === 0) return null;
  return (
    <span className={classes.links}>
      {" See "}
      {shown.map((one, at) => (
        <span key={one.type + (one.id ?? one.name)}>
          {at > 0 && ", "}
          <WaitedForLink one={one} run={run} />
        </span>
      ))}
      .
    </span>
  );
}

function WaitedForLink({ one: { type, id, name }, run }: { one: WaitedFor; run: FlowRunResponse }) {
  switch (type) {
    case "flow-run":
      return id === null ? `run ${name}` : linkTo("/runs/flow-run/$id", id, `run ${name}`);
    case "task-run":
      return id === null ? `task run ${name}` : linkTo("/runs/task-run/$id", id, `task run ${name}`);
    case "deployment":
      return id === null ? `deployment ${name}` : linkTo("/deployments/deployment/$id", id, `deployment ${name}`);
    case "work-pool":
      return linkToPool(name, `work pool ${name}`);
    case "work-queue":
      return run.work_pool_name === null ? `work queue ${name}` : linkToPool(run.work_pool_name, `work queue ${name}`);
    case "limit":
      return <Link to="/concurrency-limits">limit {name}</Link>;
    case "run-input":
      return null;
  }
}

type PageById = "/runs/flow-run/$id" | "/runs/task-run/$id" | "/deployments/deployment/$id";

function linkTo(to: PageById, id: string, text: string) {
  return (
    <Link to={to} params={{ id }}>
      {text}
    </Link>
  );
}

function linkToPool(name: string, text: string) {
  return (
    <Link to="/work-pools/work-pool/$name" params={{ name }}>
      {text}
    </Link>
  );
}
