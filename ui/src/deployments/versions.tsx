import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DeploymentVersion } from "../../../src/schemas/deployment.ts";
import { Confirm } from "../pieces/confirm.tsx";
import { Failure } from "../pieces/failure.tsx";
import { fullTime } from "../pieces/full-time.ts";
import { ListTable } from "../pieces/list-table.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { reasonOf } from "../server/server-error.ts";
import { VersionDifference } from "./version-difference.tsx";

const origins = { deploy: "Deployed", update: "Changed", rollback: "Rolled back" } as const;

/** What a deployment has been, what changed, and the way back. */
export function Versions({ deploymentId: id }: { deploymentId: string }) {
  const versions = useQuery({
    ...apiQuery("GET /sluice/deployments/{id:uuid}/versions", { params: { id } }),
    refetchInterval: 5000,
  });
  if (versions.error && !versions.data)
    return <Failure error={versions.error} onRetry={() => void versions.refetch()} />;
  if (!versions.data) return <Skeleton height={140} />;
  return (
    <Stack>
      <VersionList deploymentId={id} versions={versions.data} />
      {versions.data.length > 1 && <VersionDifference versions={versions.data} />}
    </Stack>
  );
}

interface VersionListProps {
  deploymentId: string;
  versions: readonly DeploymentVersion[];
}

function VersionList({ deploymentId: id, versions }: VersionListProps) {
  const [asked, setAsked] = useState<number>();
  const queries = useQueryClient();
  const rollBack = useMutation({
    mutationFn: (number: number) =>
      call("POST /sluice/deployments/{id:uuid}/rollback", { params: { id }, body: { number } }),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <>
      {versions.length === 0 && <Text size="sm">No version is kept.</Text>}
      {versions.length > 0 && (
        <ListTable
          columns={["Version", "Of the code", "Made", "How", "Changed", "Way back"]}
          rows={versions.map(({ number, version, created, origin, changed, is_current: isCurrent }) => ({
            key: String(number),
            cells: [
              number,
              version ?? "–",
              fullTime(created),
              origins[origin],
              changed.join(", ") || "–",
              isCurrent ? (
                "Current"
              ) : (
                <Button key="back" size="compact-xs" variant="default" onClick={() => setAsked(number)}>
                  {`Roll back to ${number}…`}
                </Button>
              ),
            ],
          }))}
        />
      )}
      {rollBack.error && (
        <Text size="sm" c="var(--state-failed)" role="alert">
          {reasonOf(rollBack.error)}
        </Text>
      )}
      <Confirm
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={`Roll back to version ${asked}`}
        text="New runs use that version from now on. This makes a new version, so that you can come back."
        action="Roll back"
        onConfirm={() => asked !== undefined && rollBack.mutate(asked)}
      />
    </>
  );
}
