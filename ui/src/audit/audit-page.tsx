import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { AccessFailure } from "../pieces/access-failure.tsx";
import { EmptyState } from "../pieces/empty-state.tsx";
import { ListTable } from "../pieces/list-table.tsx";
import { Moment } from "../pieces/moment.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { call } from "../server/api.ts";

const pageSize = 100;

/** Who changed what, the latest first. */
export function AuditPage() {
  const log = useInfiniteQuery({
    queryKey: ["GET /sluice/audit"],
    queryFn: ({ pageParam: before, signal }) =>
      call("GET /sluice/audit", { query: { limit: pageSize, ...(before && { before }) }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.occurred),
  });
  const entries = log.data?.pages.flat() ?? [];
  const rows = entries.map(({ id, occurred, actor, role, method, path, status }) => ({
    key: id,
    cells: [<Moment key="when" at={occurred} />, actor, role, <code key="what">{`${method} ${path}`}</code>, status],
  }));
  return (
    <>
      <PageHeader title="Audit log" />
      {log.error && <AccessFailure error={log.error} onRetry={() => void log.refetch()} />}
      {log.isPending && <Skeleton height={140} />}
      {log.data && rows.length === 0 && (
        <EmptyState
          icon={ScrollText}
          title="Nothing is in the log yet"
          command="sluice api-key create my-name --role admin"
        >
          The log tells who changed what once the server has keys, which say who somebody is.
        </EmptyState>
      )}
      {rows.length > 0 && <ListTable columns={["When", "Who", "Role", "What", "Answer"]} rows={rows} />}
      {log.hasNextPage && (
        <Button variant="default" mt="sm" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          Show earlier ones
        </Button>
      )}
    </>
  );
}
