import { Select, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { fullTime } from "../../pieces/full-time.ts";
import { apiQuery } from "../../server/query.ts";
import { Comparison } from "./comparison.tsx";

export interface CompareTabProps {
  run: FlowRunResponse;
  /** The id of the run to compare with. */
  other: string | undefined;
  onPick: (id: string) => void;
}

/** Puts another run of the same flow beside this one. */
export function CompareTab({ run, other, onPick }: CompareTabProps) {
  const siblings = useQuery({
    ...apiQuery("POST /flow_runs/filter", {
      body: { flows: { id: { any_: [run.flow_id] } }, sort: "START_TIME_DESC", limit: 51 },
    }),
    staleTime: 10_000,
  });
  if (!siblings.data) return <Skeleton height={200} />;
  const others = siblings.data.filter(({ id }) => id !== run.id);
  if (others.length === 0) return <Text c="dimmed">This flow has no other run yet.</Text>;
  return (
    <Stack>
      <Select
        label="Compare with"
        placeholder="Choose a run of the same flow"
        searchable
        maw={420}
        data={others.map(({ id, name, state_name, start_time }) => ({
          value: id,
          label: `${name} · ${state_name}${start_time ? ` · ${fullTime(start_time)}` : ""}`,
        }))}
        value={other ?? null}
        onChange={(id) => id && onPick(id)}
      />
      {other && <Comparison one={run} otherId={other} />}
    </Stack>
  );
}
