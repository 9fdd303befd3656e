import { Skeleton, Stack } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { listSearch } from "../pieces/list-search.ts";
import { PageHeader } from "../pieces/page-header.tsx";
import { SearchBox } from "../pieces/search-box.tsx";
import { useRowKeys } from "../pieces/use-row-keys.ts";
import { apiQuery } from "../server/query.ts";
import { FlowRow } from "./flow-row.tsx";

const route = getRouteApi("/flows");

/** Every flow with its last and next runs. */
export function FlowsPage() {
  const { name } = route.useSearch();
  const navigate = route.useNavigate();
  useRowKeys();
  const flows = useQuery({
    ...apiQuery("POST /flows/filter", {
      body: { ...(name && { flows: { name: { like_: name } } }), sort: "NAME_ASC", limit: 200 },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });
  const ids = flows.data?.map(({ id }) => id) ?? [];
  const next = useQuery({
    ...apiQuery("POST /ui/flows/next-runs", { body: { flow_ids: ids } }),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHeader
        title="Flows"
        actions={
          <SearchBox
            label="Name contains"
            value={name}
            onChange={(text) => void navigate({ search: listSearch({ name: text }), replace: true })}
          />
        }
      />
      {flows.error && <Failure error={flows.error} onRetry={() => void flows.refetch()} />}
      {flows.isPending && <Skeleton height={160} />}
      {flows.data?.length === 0 && (
        <EmptyState
          icon={Workflow}
          title={name ? "No flow has this in its name" : "No flow has run yet"}
          command="npx sluice init && node flow.ts"
        >
          A flow is here once it has run or was deployed.
        </EmptyState>
      )}
      <Stack gap={6}>
        {flows.data?.map((flow) => (
          <FlowRow key={flow.id} flow={flow} next={next.data?.[flow.id] ?? null} />
        ))}
      </Stack>
    </>
  );
}
