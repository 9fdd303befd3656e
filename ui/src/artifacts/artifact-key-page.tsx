import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Failure } from "../pieces/failure.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { apiQuery, livePollMs } from "../server/query.ts";
import { ArtifactPanel } from "./artifact-panel.tsx";
import { ArtifactOrigin } from "./artifact-origin.tsx";

const route = getRouteApi("/artifacts/key/$key");

/** Everything that was left under one key, the newest first. */
export function ArtifactKeyPage() {
  const { key } = route.useParams();
  const versions = useQuery({
    ...apiQuery("POST /artifacts/filter", {
      body: { artifacts: { key: { any_: [key] } }, sort: "CREATED_DESC", limit: 50 },
    }),
    refetchInterval: livePollMs * 2,
  });
  return (
    <>
      <PageHeader title={key} trail={<Link to="/artifacts">Artifacts</Link>} />
      {versions.error && <Failure error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.isPending && <Skeleton height={200} />}
      <Stack>
        {versions.data?.map((artifact) => (
          <div key={artifact.id}>
            <ArtifactOrigin artifact={artifact} />
            <ArtifactPanel artifact={artifact} />
          </div>
        ))}
      </Stack>
    </>
  );
}
