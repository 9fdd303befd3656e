import { Skeleton, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { Artifact } from "../../../src/schemas/artifact.ts";
import { Moment } from "../pieces/moment.tsx";
import { Panel } from "../pieces/panel.tsx";

const ArtifactContent = lazy(() =>
  import("./artifact-content.tsx").then(({ ArtifactContent }) => ({ default: ArtifactContent })),
);

export function ArtifactPanel({ artifact }: { artifact: Artifact }) {
  return (
    <Panel
      title={artifact.key ?? artifact.type ?? "Artifact"}
      actions={
        <Text size="xs" c="dimmed">
          {artifact.type} ·{" "}
          {artifact.created && (
            <Link to="/artifacts/artifact/$id" params={{ id: artifact.id }}>
              <Moment at={artifact.created} />
            </Link>
          )}
        </Text>
      }
    >
      {artifact.description && (
        <Text size="sm" c="dimmed" mb="xs">
          {artifact.description}
        </Text>
      )}
      <Suspense fallback={<Skeleton height={60} />}>
        <ArtifactContent artifact={artifact} />
      </Suspense>
    </Panel>
  );
}
