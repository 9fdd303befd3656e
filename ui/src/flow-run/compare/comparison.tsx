import { Skeleton, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { durationText } from "../../pieces/duration-text.ts";
import { Failure } from "../../pieces/failure.tsx";
import { Panel } from "../../pieces/panel.tsx";
import { apiQuery } from "../../server/query.ts";
import { StateBadge } from "../../states/state-badge.tsx";
import { useTimeline } from "../timeline/use-timeline.ts";
import classes from "./comparison.module.css";
import { compareTasks } from "./compare-tasks.ts";
import { differencesOf } from "./differences.ts";

/** What differs between two runs: their outcome, their parameters, and how long each task took. */
export function Comparison({ one, otherId }: { one: FlowRunResponse; otherId: string }) {
  const query = useQuery(apiQuery("GET /flow_runs/{id:uuid}", { params: { id: otherId } }));
  const ours = useTimeline(one.id, false);
  const theirs = useTimeline(otherId, false);
  if (query.error) return <Failure error={query.error} />;
  if (!query.data || !ours.data || !theirs.data) return <Skeleton height={200} />;
  const other = query.data;
  const parameters = differencesOf(one.parameters, other.parameters);
  return (
    <>
      <Panel title="Runs">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th />
              <Table.Th>{one.name}</Table.Th>
              <Table.Th>
                <Link to="/runs/flow-run/$id" params={{ id: other.id }}>
                  {other.name}
                </Link>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Line
              name="State"
              values={[
                <StateBadge key="one" type={one.state_type} name={one.state_name} />,
                <StateBadge key="other" type={other.state_type} name={other.state_name} />,
              ]}
            />
            <Line name="Run time" values={[durationText(one.total_run_time), durationText(other.total_run_time)]} />
            <Line name="Flow version" values={[one.flow_version, other.flow_version]} />
            {parameters.map(({ path, left, right }) => (
              <Line key={path} name={path} values={[JSON.stringify(left), JSON.stringify(right)]} />
            ))}
          </Table.Tbody>
        </Table>
        {parameters.length === 0 && <p className={classes.same}>Their parameters are the same.</p>}
      </Panel>
      <Panel title="Tasks">
        <Table.ScrollContainer minWidth={520}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Task</Table.Th>
                <Table.Th>{one.name}</Table.Th>
                <Table.Th>{other.name}</Table.Th>
                <Table.Th>Difference</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {compareTasks(ours.data.calls.values(), theirs.data.calls.values()).map(({ task, left, right }) => (
                <Table.Tr key={task}>
                  <Table.Td>{task}</Table.Td>
                  <Table.Td>
                    {left &&
                      `${left.calls} in ${durationText(left.seconds)}${left.bad > 0 ? `, ${left.bad} failed` : ""}`}
                  </Table.Td>
                  <Table.Td>
                    {right &&
                      `${right.calls} in ${durationText(right.seconds)}${right.bad > 0 ? `, ${right.bad} failed` : ""}`}
                  </Table.Td>
                  <Table.Td>{difference(left?.seconds, right?.seconds)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Panel>
    </>
  );
}

function Line({ name, values }: { name: string; values: readonly [React.ReactNode, React.ReactNode] }) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>{values[0]}</Table.Td>
      <Table.Td>{values[1]}</Table.Td>
    </Table.Tr>
  );
}

function difference(left: number | undefined, right: number | undefined): string {
  if (left === undefined) return "only there";
  if (right === undefined) return "only here";
  return `${left < right ? "−" : "+"}${durationText(Math.abs(left - right))}`;
}
