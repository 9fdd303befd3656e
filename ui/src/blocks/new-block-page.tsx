import { Button, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import type { JsonObject } from "../server/json-object.ts";
import type { BlockSchema, BlockType } from "../../../src/schemas/block.ts";
import { MarkdownLazily } from "../artifacts/markdown-lazily.tsx";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { Panel } from "../pieces/panel.tsx";
import { type JsonSchema, withDefaults } from "../schema-form/json-schema.ts";
import { SchemaForm } from "../schema-form/schema-form.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { reasonOf } from "../server/server-error.ts";

const route = getRouteApi("/blocks/new/$slug");

/** Makes a block of a type, by a form that the type's schema describes. */
export function NewBlockPage() {
  const { slug } = route.useParams();
  const type = useQuery(apiQuery("GET /block_types/slug/{slug}", { params: { slug } }));
  const schemas = useQuery({
    ...apiQuery("POST /block_schemas/filter", {
      body: { block_schemas: { block_type_id: { any_: [type.data?.id ?? ""] } }, limit: 1 },
    }),
    enabled: type.data !== undefined,
  });
  if (type.error) return <Failure error={type.error} />;
  if (!type.data || !schemas.data) return <Skeleton height={260} />;
  const [schema] = schemas.data;
  if (schema === undefined)
    return (
      <EmptyState title={`The type ${type.data.name} has no schema yet`}>
        It gets one when code registers it.
      </EmptyState>
    );
  return <NewBlockForm type={type.data} schema={schema} />;
}

function NewBlockForm({ type, schema }: { type: BlockType; schema: BlockSchema }) {
  const fields = schema.fields as JsonSchema;
  const [name, setName] = useState("");
  const [values, setValues] = useState(() => withDefaults(fields, {}));
  const queries = useQueryClient();
  const navigate = route.useNavigate();
  const create = useMutation({
    mutationFn: async () => {
      const body = { name, data: values as JsonObject, block_schema_id: schema.id, block_type_id: type.id };
      const { id } = await call("POST /block_documents/", { body });
      await queries.invalidateQueries();
      await navigate({ to: "/blocks/block/$id", params: { id } });
    },
  });
  return (
    <Stack maw={760}>
      <PageHeader title={`New ${type.name}`} trail={<Link to="/blocks">Blocks</Link>} />
      {type.description && <MarkdownLazily text={type.description} />}
      <Panel>
        <Stack gap="sm">
          <TextInput
            label="Block name"
            description="Lower-case letters, digits and dashes"
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <SchemaForm schema={fields} values={values} errors={[]} label="Fields" onChange={setValues} />
        </Stack>
      </Panel>
      {create.error && (
        <Text c="var(--state-failed)" role="alert">
          {reasonOf(create.error)}
        </Text>
      )}
      <Button w="fit-content" disabled={name === ""} loading={create.isPending} onClick={() => create.mutate()}>
        Save
      </Button>
    </Stack>
  );
}
