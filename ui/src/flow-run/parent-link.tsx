import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { apiQuery } from "../server/query.ts";

/** Leads to the flow run that started this one. */
export function ParentLink({ taskRunId }: { taskRunId: string }) {
  const parent = useQuery({
    ...apiQuery("GET /ui/task_runs/{id:uuid}", { params: { id: taskRunId } }),
    staleTime: 60_000,
  });
  if (!parent.data?.flow_run_id) return null;
  return (
    <>
      {" "}
      / part of{" "}
      <Link to="/runs/flow-run/$id" params={{ id: parent.data.flow_run_id }}>
        {parent.data.flow_run_name}
      </Link>
    </>
  );
}
