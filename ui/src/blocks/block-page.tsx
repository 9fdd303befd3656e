import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { JsonObject } from "../server/json-object.ts";
import type { BlockDocument } from "../../../src/schemas/block.ts";
import { MarkdownLazily } from "../artifacts/markdown-lazily.tsx";
import { Confirm } from "../pieces/confirm.tsx";
import { Failure } from "../pieces/failure.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { Panel } from "../pieces/panel.tsx";
import type { JsonSchema } from "../schema-form/json-schema.ts";
import { SchemaForm } from "../schema-form/schema-form.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { reasonOf } from "../server/server-error.ts";
import { withoutMasks } from "./without-masks.ts";

const route = getRouteApi("/blocks/block/$id");

/** One saved block. Its secrets never leave the server: they can be replaced, not read. */
export function BlockPage() {
  const { id } = route.useParams();
  const block = useQuery({
    ...apiQuery("GET /block_documents/{id:uuid}", { params: { id } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (block.error) return <Failure error={block.error} onRetry={() => void block.refetch()} />;
  if (!block.data) return <Skeleton height={260} />;
  return <BlockForm block={block.data} />;
}

function BlockForm({ block }: { block: BlockDocument }) {
  const [values, setValues] = useState(() => withoutMasks(block.data) as Record<string, unknown>);
  const [isDeleting, deletion] = useDisclosure(false);
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const save = useMutation({
    mutationFn: () =>
      call("PATCH /block_documents/{id:uuid}", {
        params: { id: block.id },
        body: { data: values as JsonObject, merge_existing_data: true },
      }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const remove = useMutation({
    mutationFn: () => call("DELETE /block_documents/{id:uuid}", { params: { id: block.id } }),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: ["POST /block_documents/filter"] });
      await navigate({ to: "/blocks" });
    },
  });
  const error = save.error ?? remove.error;
  return (
    <Stack maw={760}>
      <PageHeader
        title={block.name ?? "Block"}
        trail={<Link to="/blocks">Blocks</Link>}
        beside={<Text c="dimmed">{block.block_type?.name}</Text>}
        actions={
          <Button variant="default" onClick={deletion.open}>
            Delete…
          </Button>
        }
      />
      {block.block_type?.code_example && <MarkdownLazily text={block.block_type.code_example} />}
      <Panel title="Fields">
        <Text size="sm" c="dimmed" mb="sm">
          Secrets are not shown. What you leave empty stays as it is.
        </Text>
        <SchemaForm
          schema={(block.block_schema?.fields ?? {}) as JsonSchema}
          values={values}
          errors={[]}
          label="Fields"
          onChange={setValues}
        />
      </Panel>
      {error && (
        <Text c="var(--state-failed)" role="alert">
          {reasonOf(error)}
        </Text>
      )}
      {save.isSuccess && <Text role="status">It is saved.</Text>}
      <Button w="fit-content" loading={save.isPending} onClick={() => save.mutate()}>
        Save
      </Button>
      <Confirm
        isOpen={isDeleting}
        onClose={deletion.close}
        title={`Delete ${block.name ?? "this block"}?`}
        text="Flows that load it fail from now on."
        action="Delete"
        onConfirm={() => remove.mutate()}
      />
    </Stack>
  );
}
