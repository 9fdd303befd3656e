import { Alert, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Hourglass } from "lucide-react";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import type { WaitingReason } from "../../../src/schemas/waiting.ts";
import { CommandToCopy } from "../pieces/command-to-copy.tsx";
import { fullTime } from "../pieces/full-time.ts";
import { Moment } from "../pieces/moment.tsx";
import { apiQuery, livePollMs } from "../server/query.ts";
import { WaitedForLinks } from "./waited-for-links.tsx";

/** Says why a run that has not ended does not go on, and what to do; nothing for one that does. */
export function WhyWaiting({ run, isLive }: { run: FlowRunResponse; isLive: boolean }) {
  const waiting = useQuery({
    ...apiQuery("GET /sluice/flow_runs/{id:uuid}/waiting", { params: { id: run.id } }),
    enabled: isLive,
    refetchInterval: livePollMs,
  });
  const answer = waiting.data;
  // An answer about a state that the run has left would mislead until the next one comes.
  if (!isLive || answer === undefined || answer.state_name !== run.state_name || answer.reasons.length === 0)
    return null;
  return (
    <Alert icon={<Hourglass />} color="yellow" variant="light" title="Why is it waiting?">
      <Stack gap="xs">
        {answer.reasons.map((reason) => (
          <Reason key={reason.kind + reason.message} reason={reason} run={run} />
        ))}
      </Stack>
    </Alert>
  );
}

function Reason({ reason, run }: { reason: WaitingReason; run: FlowRunResponse }) {
  const { message, since, until, for: what, what_to_do: whatToDo } = reason;
  return (
    <div data-waiting={reason.kind}>
      <Text size="sm">
        {until === null ? message : message.replace(until, fullTime(until))}
        {since !== null && (
          <>
            {" "}
            It became so <Moment at={since} />.
          </>
        )}
        {until !== null && (
          <>
            {" "}
            That ends <Moment at={until} />.
          </>
        )}
        <WaitedForLinks what={what} run={run} />
      </Text>
      {whatToDo !== null && <WhatToDo text={whatToDo} />}
    </div>
  );
}

/** Advice ends in its command, if it has one: that is to be copied. */
function WhatToDo({ text }: { text: string }) {
  const [words, command] = text.split(/: (?=sluice )/);
  if (command === undefined) return <Text size="sm">{words}</Text>;
  return (
    <>
      <Text size="sm">{words}:</Text>
      <CommandToCopy command={`npx ${command}`} />
    </>
  );
}
