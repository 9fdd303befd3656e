import { ActionIcon, Button, Group, Skeleton, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Pencil, Plus, Trash2, Variable as VariableIcon } from "lucide-react";
import { useState } from "react";
import type { Variable } from "../../../src/schemas/variable.ts";
import { Confirm } from "../pieces/confirm.tsx";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { listSearch } from "../pieces/list-search.ts";
import { Moment } from "../pieces/moment.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { SearchBox } from "../pieces/search-box.tsx";
import { Tags } from "../pieces/tags.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { VariableDialog } from "./variable-dialog.tsx";
import classes from "./variables-page.module.css";

const route = getRouteApi("/variables");

/** Named values that flows read when they run. */
export function VariablesPage() {
  const { name } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Variable | "new" | undefined>(undefined);
  const [doomed, setDoomed] = useState<Variable | undefined>(undefined);
  const variables = useQuery(
    apiQuery("POST /variables/filter", {
      body: { ...(name && { variables: { name: { like_: name } } }), sort: "NAME_ASC" },
    }),
  );
  const remove = useMutation({
    mutationFn: (id: string) => call("DELETE /variables/{id:uuid}", { params: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["POST /variables/filter"] }),
  });
  return (
    <>
      <PageHeader
        title="Variables"
        actions={
          <>
            <SearchBox
              label="Name contains"
              value={name}
              onChange={(text) => void navigate({ search: listSearch({ name: text }), replace: true })}
            />
            <Button leftSection={<Plus size={15} />} onClick={() => setEdited("new")}>
              Add a variable
            </Button>
          </>
        }
      />
      {variables.error && <Failure error={variables.error} onRetry={() => void variables.refetch()} />}
      {variables.isPending && <Skeleton height={140} />}
      {variables.data?.length === 0 && (
        <EmptyState
          icon={VariableIcon}
          title={name ? "No variable has this in its name" : "There is no variable yet"}
          command="sluice variable set region eu-west-1"
        >
          Flows read them by <code>variables.get("region")</code>.
        </EmptyState>
      )}
      {variables.data && variables.data.length > 0 && (
        <Table.ScrollContainer minWidth={560}>
          <Table highlightOnHover verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Value</Table.Th>
                <Table.Th>Tags</Table.Th>
                <Table.Th>Changed</Table.Th>
                <Table.Th aria-label="Actions" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {variables.data.map((variable) => (
                <Table.Tr key={variable.id}>
                  <Table.Td fw={600}>{variable.name}</Table.Td>
                  <Table.Td>
                    <code className={classes.value}>{JSON.stringify(variable.value)}</code>
                  </Table.Td>
                  <Table.Td>
                    <Tags tags={variable.tags} />
                  </Table.Td>
                  <Table.Td>{variable.updated && <Moment at={variable.updated} />}</Table.Td>
                  <Table.Td>
                    <Group gap={2} justify="flex-end" wrap="nowrap">
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={`Edit ${variable.name}`}
                        onClick={() => setEdited(variable)}
                      >
                        <Pencil size={15} />
                      </ActionIcon>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={`Delete ${variable.name}`}
                        onClick={() => setDoomed(variable)}
                      >
                        <Trash2 size={15} />
                      </ActionIcon>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {remove.error && <Text c="var(--state-failed)">{remove.error.message}</Text>}
      {edited && (
        <VariableDialog variable={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
      <Confirm
        isOpen={doomed !== undefined}
        onClose={() => setDoomed(undefined)}
        title={`Delete ${doomed?.name ?? ""}?`}
        text="Flows that read it get their default, or nothing, from now on."
        action="Delete"
        onConfirm={() => doomed && remove.mutate(doomed.id)}
      />
    </>
  );
}
