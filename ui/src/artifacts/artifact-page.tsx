import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Failure } from "../pieces/failure.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { apiQuery } from "../server/query.ts";
import { ArtifactOrigin } from "./artifact-origin.tsx";
import { ArtifactPanel } from "./artifact-panel.tsx";

const route = getRouteApi("/artifacts/artifact/$id");

export function ArtifactPage() {
  const { id } = route.useParams();
  const artifact = useQuery(apiQuery("GET /artifacts/{id:uuid}", { params: { id } }));
  if (artifact.error) return <Failure error={artifact.error} onRetry={() => void artifact.refetch()} />;
  if (!artifact.data) return <Skeleton height={200} />;
  const { key } = artifact.data;
  return (
    <>
      <PageHeader
        title={key ?? "Artifact"}
        trail={
          <>
            <Link to="/artifacts">Artifacts</Link>
            {key && (
              <>
                {" / "}
                <Link to="/artifacts/key/$key" params={{ key }}>
                  all of {key}
                </Link>
              </>
            )}
          </>
        }
      />
      <ArtifactOrigin artifact={artifact.data} />
      <ArtifactPanel artifact={artifact.data} />
    </>
  );
}
