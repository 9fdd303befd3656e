import { ScrollArea, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Backfill } from "../../../src/schemas/backfill.ts";
import { fullTime } from "../pieces/full-time.ts";
import { ListTable } from "../pieces/list-table.tsx";

/** How many runs a backfill makes or has made, and for which times. */
export function BackfillOutcome({ backfill: { tag, runs } }: { backfill: Backfill }) {
  const countOf = (wanted: (typeof runs)[number]["outcome"]) => runs.filter(({ outcome }) => outcome === wanted).length;
  const made = countOf("created");
  return (
    <>
      <Text size="sm" role="status">
        {made > 0 ? `${made} runs are made` : `${countOf("would be created")} runs would be made`}
        {`; ${countOf("exists")} are there already.`}
      </Text>
      {made > 0 && (
        <Link to="/runs" search={{ tag: [tag], span: "custom" }}>
          Show the runs of this backfill
        </Link>
      )}
      {runs.length > 0 && (
        <ScrollArea.Autosize mah={260} viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Times" }}>
          <ListTable
            columns={["Time", "Run"]}
            minWidth={320}
            rows={runs.map((run) => ({ key: run.scheduled_time, cells: [fullTime(run.scheduled_time), run.outcome] }))}
          />
        </ScrollArea.Autosize>
      )}
    </>
  );
}
