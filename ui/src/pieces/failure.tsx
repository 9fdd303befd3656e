import { Alert, Button, Stack, Text } from "@mantine/core";
import { reasonOf, remedyFor, statusOf } from "../server/server-error.ts";
import { CircleAlert } from "lucide-react";
import { EmptyState } from "./empty-state.tsx";

/** What went wrong, why, and what to do. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (statusOf(error) === 501)
    return <EmptyState title="This server does not offer this yet">{reasonOf(error)}</EmptyState>;
  const title =
    statusOf(error) === undefined
      ? "The server does not answer"
      : statusOf(error) === 404
        ? "It is not there"
        : "The server refused this";
  return (
    <Alert color="red" variant="light" title={title} icon={<CircleAlert />} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{reasonOf(error)}</Text>
        <Text size="sm" c="dimmed">
          {remedyFor(error)}
        </Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
