import { Skeleton, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import type { FlowRunAttempt, FlowRunDetails } from "../../../src/schemas/run-details.ts";
import { Failure } from "../pieces/failure.tsx";
import { fullTime } from "../pieces/full-time.ts";
import { durationText } from "../pieces/duration-text.ts";
import { Panel } from "../pieces/panel.tsx";
import { apiQuery, livePollMs } from "../server/query.ts";
import { StateHistory } from "./state-history.tsx";
import { WhyReused } from "./why-reused.tsx";

const causes: Record<FlowRunAttempt["cause"], string> = {
  start: "It was started",
  manual: "Somebody asked for a retry",
  failed: "The attempt before had failed",
  crashed: "The process before had gone",
};

/** What has become of a run: its attempts, what was reused and why, and the states it has had. */
export function HistoryTab({ run, isLive }: { run: FlowRunResponse; isLive: boolean }) {
  const details = useQuery({
    ...apiQuery("GET /sluice/flow_runs/{id:uuid}", { params: { id: run.id } }),
    refetchInterval: isLive && livePollMs,
  });
  const states = useQuery({
    ...apiQuery("GET /flow_run_states/", { query: { flow_run_id: run.id } }),
    refetchInterval: isLive && livePollMs,
  });
  if (details.error) return <Failure error={details.error} onRetry={() => void details.refetch()} />;
  if (!details.data) return <Skeleton height={240} />;
  const { attempts, notes, reused } = details.data;
  return (
    <Stack>
      {notes.length > 0 && (
        <Panel title="Notes">
          {notes.map((note) => (
            <Text key={note} size="sm">
              {note}
            </Text>
          ))}
        </Panel>
      )}
      <Attempts attempts={attempts} />
      <WhyReused flowRunId={run.id} reused={reused} isLive={isLive} />
      {states.data && <StateHistory states={states.data} />}
    </Stack>
  );
}

function Attempts({ attempts }: Pick<FlowRunDetails, "attempts">) {
  return (
    <Panel title="Attempts">
      {attempts.length === 0 && (
        <Text size="sm" c="dimmed">
          Sluice did not execute this run itself, so that it knows of no attempts.
        </Text>
      )}
      {attempts.length > 0 && (
        <Table.ScrollContainer minWidth={520}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                {["Attempt", "Why", "Began", "Took", "Process"].map((name) => (
                  <Table.Th key={name}>{name}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {attempts.map(({ attempt, cause, started, ended, host, pid }) => (
                <Table.Tr key={attempt}>
                  <Table.Td>{attempt}</Table.Td>
                  <Table.Td>{causes[cause]}</Table.Td>
                  <Table.Td>{fullTime(started)}</Table.Td>
                  <Table.Td>
                    {ended === null ? "goes on" : durationText((Date.parse(ended) - Date.parse(started)) / 1000)}
                  </Table.Td>
                  <Table.Td>{host === null ? "" : `${pid} on ${host}`}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}
