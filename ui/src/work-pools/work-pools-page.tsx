import { Button, Skeleton, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Layers, Plus } from "lucide-react";
import cards from "../artifacts/artifacts-page.module.css";
import { CardGrid } from "../pieces/card-grid.tsx";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { apiQuery } from "../server/query.ts";
import { PoolDialog } from "./pool-dialog.tsx";
import { PoolStatus } from "./pool-status.tsx";

/** Where runs of deployments are executed. */
export function WorkPoolsPage() {
  const [isAdding, adding] = useDisclosure(false);
  const pools = useQuery({ ...apiQuery("POST /work_pools/filter", { body: {} }), refetchInterval: 5000 });
  return (
    <>
      <PageHeader
        title="Work pools"
        actions={
          <Button leftSection={<Plus size={15} />} onClick={adding.open}>
            Add a work pool
          </Button>
        }
      />
      {pools.error && <Failure error={pools.error} onRetry={() => void pools.refetch()} />}
      {pools.isPending && <Skeleton height={120} />}
      {pools.data?.length === 0 && (
        <EmptyState
          icon={Layers}
          title="There is no work pool yet"
          command="sluice work-pool create default --type process"
        >
          A work pool hands the runs of deployments to workers: processes, containers or Kubernetes jobs.
        </EmptyState>
      )}
      <CardGrid>
        {pools.data?.map((pool) => (
          <Link key={pool.id} to="/work-pools/work-pool/$name" params={{ name: pool.name }} className={cards.card}>
            <span className={cards.key}>{pool.name}</span>
            <PoolStatus status={pool.status} />
            <Text size="sm" c="dimmed">
              {pool.type} · {pool.active_slots ?? 0}{" "}
              {pool.concurrency_limit === null ? "running" : `of ${pool.concurrency_limit} slots taken`}
            </Text>
            {pool.description && <span className={cards.about}>{pool.description}</span>}
          </Link>
        ))}
      </CardGrid>
      {isAdding && <PoolDialog onClose={adding.close} />}
    </>
  );
}
