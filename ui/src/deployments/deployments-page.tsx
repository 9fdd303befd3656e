import { Skeleton, Stack } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { CalendarClock } from "lucide-react";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { listSearch } from "../pieces/list-search.ts";
import { PageHeader } from "../pieces/page-header.tsx";
import { SearchBox } from "../pieces/search-box.tsx";
import { useRowKeys } from "../pieces/use-row-keys.ts";
import { useFlowNames } from "../runs/use-flow-names.ts";
import { apiQuery } from "../server/query.ts";
import { DeploymentRow } from "./deployment-row.tsx";

const route = getRouteApi("/deployments");

/** Every deployment: what runs where and when. */
export function DeploymentsPage() {
  const { name } = route.useSearch();
  const navigate = route.useNavigate();
  useRowKeys();
  const deployments = useQuery({
    ...apiQuery("POST /deployments/filter", {
      body: { ...(name && { deployments: { name: { like_: name } } }), sort: "NAME_ASC" },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });
  const flows = useFlowNames(deployments.data?.map(({ flow_id }) => flow_id) ?? []);
  return (
    <>
      <PageHeader
        title="Deployments"
        actions={
          <SearchBox
            label="Name contains"
            value={name}
            onChange={(text) => void navigate({ search: listSearch({ name: text }), replace: true })}
          />
        }
      />
      {deployments.error && <Failure error={deployments.error} onRetry={() => void deployments.refetch()} />}
      {deployments.isPending && <Skeleton height={140} />}
      {deployments.data?.length === 0 && (
        <EmptyState
          icon={CalendarClock}
          title={name ? "No deployment has this in its name" : "Nothing is deployed yet"}
          command={'await crawl.serve({ name: "nightly", cron: "0 3 * * *" })'}
        >
          A deployment gives a flow a name, a schedule and a place to run.
        </EmptyState>
      )}
      <Stack gap={6}>
        {deployments.data?.map((deployment) => (
          <DeploymentRow key={deployment.id} deployment={deployment} flowName={flows.get(deployment.flow_id)} />
        ))}
      </Stack>
    </>
  );
}
