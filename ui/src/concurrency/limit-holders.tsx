import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { SlotUse } from "../../../src/schemas/slot-use.ts";
import { apiQuery, livePollMs } from "../server/query.ts";

const mostShown = 5;

/** Who holds slots of a limit, and who waits for them, with links to their runs. */
export function LimitHolders({ id }: { id: string }) {
  const route = "GET /sluice/concurrency_limits/{id:uuid}/holders";
  const { data } = useQuery({ ...apiQuery(route, { params: { id } }), refetchInterval: livePollMs });
  if (data === undefined) return null;
  return (
    <>
      <Uses uses={data.holders} />
      {data.waiters.length > 0 && <Uses uses={data.waiters} before="Waiting: " />}
    </>
  );
}

function Uses({ uses, before }: { uses: readonly SlotUse[]; before?: string }) {
  return (
    <Text size="sm">
      {before}
      {uses.slice(0, mostShown).map(({ run, since }, at) => (
        <span key={`${run?.id ?? "unknown"} ${since} ${at}`}>
          {at > 0 && ", "}
          {run === null ? "no run" : <RunLink run={run} />}
        </span>
      ))}
      {uses.length > mostShown && ` and ${uses.length - mostShown} more`}
    </Text>
  );
}

function RunLink({ run: { type, id, name } }: { run: NonNullable<SlotUse["run"]> }) {
  return (
    <Link to={type === "flow-run" ? "/runs/flow-run/$id" : "/runs/task-run/$id"} params={{ id }}>
      {name}
    </Link>
  );
}
