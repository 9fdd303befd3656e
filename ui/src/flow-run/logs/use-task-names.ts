import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Log } from "../../../../src/schemas/log.ts";
import { apiQuery } from "../../server/query.ts";

const atOnce = 200;

/** The names of the task runs that the last lines are of. */
export function useTaskNames(lines: readonly Log[]): ReadonlyMap<string, string> {
  const ids = [...new Set(lines.map((line) => line.task_run_id))].filter((id) => id !== null).slice(-atOnce);
  const runs = useQuery({
    ...apiQuery("POST /task_runs/filter", { body: { task_runs: { id: { any_: ids } }, limit: atOnce } }),
    enabled: ids.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  return new Map(runs.data?.map(({ id, name }) => [id, name]));
}
