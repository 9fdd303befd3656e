import { Skeleton, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Boxes } from "lucide-react";
import cards from "../artifacts/artifacts-page.module.css";
import { CardGrid } from "../pieces/card-grid.tsx";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { apiQuery } from "../server/query.ts";

/** Saved blocks, and the types of which more can be made. */
export function BlocksPage() {
  const blocks = useQuery(
    apiQuery("POST /block_documents/filter", { body: { block_documents: { is_anonymous: { eq_: false } } } }),
  );
  const types = useQuery(apiQuery("POST /block_types/filter", { body: {} }));
  return (
    <Stack>
      <PageHeader title="Blocks" />
      {blocks.error && <Failure error={blocks.error} onRetry={() => void blocks.refetch()} />}
      {blocks.isPending && <Skeleton height={100} />}
      {blocks.data?.length === 0 && (
        <EmptyState icon={Boxes} title="No block is saved yet" command="sluice block create">
          A block keeps settings and secrets under a name, for flows to load. Choose a type below.
        </EmptyState>
      )}
      <CardGrid>
        {blocks.data?.map((block) => (
          <Link key={block.id} to="/blocks/block/$id" params={{ id: block.id }} className={cards.card}>
            <span className={cards.type}>{block.block_type?.name ?? block.block_type_name}</span>
            <span className={cards.key}>{block.name}</span>
          </Link>
        ))}
      </CardGrid>
      <Title order={2}>Catalogue</Title>
      {types.isPending && <Skeleton height={160} />}
      <CardGrid>
        {types.data?.map((type) => (
          <Link key={type.id} to="/blocks/new/$slug" params={{ slug: type.slug }} className={cards.card}>
            <span className={cards.key}>{type.name}</span>
            {type.description && <span className={cards.about}>{type.description}</span>}
          </Link>
        ))}
      </CardGrid>
    </Stack>
  );
}
