import { Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { FileBox } from "lucide-react";
import { CardGrid } from "../pieces/card-grid.tsx";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { listSearch } from "../pieces/list-search.ts";
import { Moment } from "../pieces/moment.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { SearchBox } from "../pieces/search-box.tsx";
import { apiQuery, livePollMs } from "../server/query.ts";
import classes from "./artifacts-page.module.css";

const route = getRouteApi("/artifacts");

/** The newest artifact under each key. */
export function ArtifactsPage() {
  const { name } = route.useSearch();
  const navigate = route.useNavigate();
  const artifacts = useQuery({
    ...apiQuery("POST /artifacts/latest/filter", {
      body: { ...(name && { artifacts: { key: { like_: name } } }), sort: "UPDATED_DESC" },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: livePollMs * 2,
  });
  return (
    <>
      <PageHeader
        title="Artifacts"
        actions={
          <SearchBox
            label="Key contains"
            value={name}
            onChange={(text) => void navigate({ search: listSearch({ name: text }), replace: true })}
          />
        }
      />
      {artifacts.error && <Failure error={artifacts.error} onRetry={() => void artifacts.refetch()} />}
      {artifacts.isPending && <Skeleton height={120} />}
      {artifacts.data?.length === 0 && (
        <EmptyState
          icon={FileBox}
          title={name ? "No key has this in it" : "No flow has left an artifact under a key"}
          command={'await artifacts.table({ key: "top-pages", table })'}
        >
          What has a key is kept with its history.
        </EmptyState>
      )}
      <CardGrid>
        {artifacts.data?.map((artifact) => (
          <Link
            key={artifact.id}
            to="/artifacts/key/$key"
            params={{ key: artifact.key }}
            className={classes.card}
            data-row
          >
            <span className={classes.type}>{artifact.type ?? "artifact"}</span>
            <span className={classes.key} data-row-link>
              {artifact.key}
            </span>
            {artifact.description && <span className={classes.about}>{artifact.description}</span>}
            {artifact.updated && (
              <span className={classes.about}>
                <Moment at={artifact.updated} />
              </span>
            )}
          </Link>
        ))}
      </CardGrid>
    </>
  );
}
