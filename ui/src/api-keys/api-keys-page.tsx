import { Button, Skeleton, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import type { ApiKey } from "../../../src/schemas/access.ts";
import { AccessFailure } from "../pieces/access-failure.tsx";
import { Confirm } from "../pieces/confirm.tsx";
import { EmptyState } from "../pieces/empty-state.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { reasonOf } from "../server/server-error.ts";
import { KeyTable } from "./key-table.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";

/** Who may use the server, and as what. */
export function ApiKeysPage() {
  const [isAdding, adding] = useDisclosure(false);
  const [doomed, setDoomed] = useState<ApiKey | undefined>(undefined);
  const queries = useQueryClient();
  const keys = useQuery(apiQuery("GET /sluice/api_keys"));
  const remove = useMutation({
    mutationFn: (id: string) => call("DELETE /sluice/api_keys/{id:uuid}", { params: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["GET /sluice/api_keys"] }),
  });
  return (
    <>
      <PageHeader
        title="API keys"
        actions={
          keys.data && (
            <Button leftSection={<Plus size={15} />} onClick={adding.open}>
              Create a key
            </Button>
          )
        }
      />
      {keys.error && <AccessFailure error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && <Skeleton height={140} />}
      {keys.data?.length === 0 && (
        <EmptyState icon={KeyRound} title="There is no key yet" command="sluice api-key create my-name --role admin">
          Without keys, whoever reaches the server may do everything. The first key closes it: from then on everybody
          needs one.
        </EmptyState>
      )}
      {keys.data && keys.data.length > 0 && <KeyTable keys={keys.data} onDelete={setDoomed} />}
      {remove.error && (
        <Text c="var(--state-failed)" role="alert">
          {reasonOf(remove.error)}
        </Text>
      )}
      {isAdding && <NewKeyDialog isFirst={keys.data?.length === 0} onClose={adding.close} />}
      <Confirm
        isOpen={doomed !== undefined}
        onClose={() => setDoomed(undefined)}
        title={`Delete the key ${doomed?.name ?? ""}?`}
        text="Whoever uses it is refused at once. It cannot be made valid again."
        action="Delete"
        onConfirm={() => doomed && remove.mutate(doomed.id)}
      />
    </>
  );
}
