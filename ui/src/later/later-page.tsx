import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { Skeleton } from "@mantine/core";
import { pages } from "../app/pages.ts";
import { Failure } from "../pieces/failure.tsx";
import { EmptyState } from "../pieces/empty-state.tsx";
import { JsonText } from "../pieces/json-text.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { apiQuery } from "../server/query.ts";

const questions = {
  "/deployments": () => apiQuery("POST /deployments/filter", { body: {} }),
  "/work-pools": () => apiQuery("POST /work_pools/filter", { body: {} }),
  "/blocks": () => apiQuery("POST /block_documents/filter", { body: {} }),
  "/automations": () => apiQuery("POST /automations/filter", { body: {} }),
  "/events": () => apiQuery("POST /events/filter", { body: {} }),
  "/concurrency-limits": () => apiQuery("POST /v2/concurrency_limits/filter", { body: {} }),
};

/** A page of what servers are only beginning to offer: it says so, or shows what the server has. */
export function LaterPage() {
  const path = useRouterState({ select: (state) => state.location.pathname }) as keyof typeof questions;
  const page = pages.find((one) => one.path === path)!;
  const answer = useQuery(questions[path]() as ReturnType<(typeof questions)["/deployments"]>);
  const rows: unknown = answer.data;
  return (
    <>
      <PageHeader title={page.name} />
      {answer.error && <Failure error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.isPending && <Skeleton height={120} />}
      {Array.isArray(rows) && rows.length === 0 && <EmptyState icon={page.icon} title="There is none yet" />}
      {rows !== undefined && !(Array.isArray(rows) && rows.length === 0) && <JsonText value={rows} label={page.name} />}
    </>
  );
}
