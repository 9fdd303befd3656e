import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import type { ResultPreview } from "../../../src/schemas/result-preview.ts";
import { Panel } from "../pieces/panel.tsx";
import { apiQuery } from "../server/query.ts";

const ResultText = lazy(() => import("./result-text.tsx").then(({ ResultText }) => ({ default: ResultText })));

export interface ResultPanelProps {
  kind: "flow_runs" | "task_runs";
  id: string;
  /** Asked again when this changes: a result comes with a state. */
  stateId: string | null;
}

/** What a run has returned, where it is kept, or why it is not. */
export function ResultPanel({ kind, id, stateId }: ResultPanelProps) {
  const question = apiQuery(`GET /sluice/${kind}/{id:uuid}/result_preview`, { params: { id } });
  const result = useQuery({ ...question, queryKey: [...question.queryKey, stateId] });
  if (!result.data?.is_known) return null;
  return (
    <Panel title="Result">
      <ResultOf result={result.data} />
    </Panel>
  );
}

function ResultOf({
  result: { text, serializer, storage_key: key, size, not_kept: reason },
}: {
  result: ResultPreview;
}) {
  if (text !== null) {
    return (
      <Suspense fallback={<Skeleton height={50} />}>
        <ResultText text={text} serializer={serializer} />
      </Suspense>
    );
  }
  if (reason !== null) return <Text size="sm">It was not kept: {reason}</Text>;
  const length = size === null ? "" : `, ${size.toLocaleString("en")} ${key === null ? "characters" : "bytes"}`;
  return (
    <Text size="sm">
      {key === null
        ? "It is kept in the database and is too long to be shown"
        : `It is kept in result storage under ${key}`}
      {length}.
    </Text>
  );
}
