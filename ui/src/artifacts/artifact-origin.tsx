import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Artifact } from "../../../src/schemas/artifact.ts";

/** Leads to the runs that made an artifact. */
export function ArtifactOrigin({ artifact }: { artifact: Artifact }) {
  return (
    <Text size="sm" c="dimmed" mb={4}>
      {artifact.flow_run_id && (
        <Link to="/runs/flow-run/$id" params={{ id: artifact.flow_run_id }}>
          Its flow run
        </Link>
      )}
      {artifact.flow_run_id && artifact.task_run_id && " · "}
      {artifact.task_run_id && (
        <Link to="/runs/task-run/$id" params={{ id: artifact.task_run_id }}>
          Its task run
        </Link>
      )}
    </Text>
  );
}
