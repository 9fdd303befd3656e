import { ActionIcon, Button, Group, Skeleton, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2, Zap } from "lucide-react";
import { useState } from "react";
import type { Automation } from "../../../src/schemas/automation.ts";
import { Confirm } from "../pieces/confirm.tsx";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { Panel } from "../pieces/panel.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { AutomationDialog } from "./automation-dialog.tsx";
import { automationText } from "./automation-text.ts";

/** What happens when something happens. */
export function AutomationsPage() {
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Automation | "new" | undefined>(undefined);
  const [doomed, setDoomed] = useState<Automation | undefined>(undefined);
  const automations = useQuery({
    ...apiQuery("POST /automations/filter", { body: { sort: "NAME_ASC" } }),
    refetchInterval: 5000,
  });
  const settled = { onSettled: () => queries.invalidateQueries({ queryKey: ["POST /automations/filter"] }) };
  const enable = useMutation({
    mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) =>
      call("PATCH /automations/{id:uuid}", { params: { id }, body: { enabled } }),
    ...settled,
  });
  const remove = useMutation({
    mutationFn: (id: string) => call("DELETE /automations/{id:uuid}", { params: { id } }),
    ...settled,
  });
  return (
    <Stack>
      <PageHeader
        title="Automations"
        actions={
          <Button leftSection={<Plus size={15} />} onClick={() => setEdited("new")}>
            Add an automation
          </Button>
        }
      />
      {automations.error && <Failure error={automations.error} onRetry={() => void automations.refetch()} />}
      {automations.isPending && <Skeleton height={120} />}
      {automations.data?.length === 0 && (
        <EmptyState
          icon={Zap}
          title="There is no automation yet"
          command="sluice automation create --from-file automation.yaml"
        >
          An automation runs a deployment, cancels a run or tells somebody when an event comes, or does not.
        </EmptyState>
      )}
      {automations.data?.map((automation) => (
        <Panel
          key={automation.id}
          title={automation.name}
          actions={
            <Group gap="xs">
              <Switch
                aria-label={`${automation.name} is on`}
                checked={automation.enabled}
                onChange={(event) => enable.mutate({ id: automation.id, enabled: event.currentTarget.checked })}
              />
              <Button size="xs" variant="default" onClick={() => setEdited(automation)}>
                Edit
              </Button>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Delete ${automation.name}`}
                onClick={() => setDoomed(automation)}
              >
                <Trash2 size={15} />
              </ActionIcon>
            </Group>
          }
        >
          {automation.description && <Text size="sm">{automation.description}</Text>}
          <Text size="sm" c="dimmed">
            {automationText(automation)}
          </Text>
        </Panel>
      ))}
      {edited && (
        <AutomationDialog automation={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
      <Confirm
        isOpen={doomed !== undefined}
        onClose={() => setDoomed(undefined)}
        title={`Delete ${doomed?.name ?? ""}?`}
        text="It does nothing from now on."
        action="Delete"
        onConfirm={() => doomed && remove.mutate(doomed.id)}
      />
    </Stack>
  );
}
