import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { FileBox } from "lucide-react";
import type { BodyOf } from "../../../src/schemas/route.ts";
import type { Routes } from "../../../src/schemas/routes/index.ts";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { apiQuery, livePollMs } from "../server/query.ts";
import { ArtifactPanel } from "./artifact-panel.tsx";

export interface ArtifactListProps {
  filters: BodyOf<Routes["POST /artifacts/count"]>;
  isLive: boolean;
}

/** Artifacts, each as what it is. */
export function ArtifactList({ filters, isLive }: ArtifactListProps) {
  const artifacts = useQuery({
    ...apiQuery("POST /artifacts/filter", { body: { ...filters, sort: "CREATED_DESC", limit: 50 } }),
    refetchInterval: isLive && livePollMs,
  });
  if (artifacts.error) return <Failure error={artifacts.error} onRetry={() => void artifacts.refetch()} />;
  if (!artifacts.data) return <Skeleton height={160} />;
  if (artifacts.data.length === 0) {
    return (
      <EmptyState
        icon={FileBox}
        title="Nothing was left behind"
        command={'await artifacts.markdown({ key: "report", markdown: "# Done" })'}
      >
        Tables, markdown, links, images and progress that a flow or a task makes are shown here.
      </EmptyState>
    );
  }
  return (
    <Stack>
      {artifacts.data.map((artifact) => (
        <ArtifactPanel key={artifact.id} artifact={artifact} />
      ))}
    </Stack>
  );
}
