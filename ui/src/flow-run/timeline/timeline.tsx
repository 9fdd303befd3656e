import { ActionIcon, Group, Skeleton, TextInput, Tooltip } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Maximize, Search, ZoomIn, ZoomOut } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import type { StateType } from "../../../../src/schemas/state.ts";
import { Failure } from "../../pieces/failure.tsx";
import { Panel } from "../../pieces/panel.tsx";
import type { TimeZoom } from "./use-time-zoom.ts";
import { countsOf, type Row, rowsOf } from "./rows.ts";
import { StateLegend } from "./state-legend.tsx";
import { TimelineCanvas } from "./timeline-canvas.tsx";
import { endOf, spanOfCalls } from "./span-of-calls.ts";
import { useServerNow } from "./use-server-now.ts";
import { useTimeline } from "./use-timeline.ts";

export interface TimelineProps {
  flowRunId: string;
  /** Whether more may happen. */
  isLive: boolean;
  /** When the run ended, in ISO. */
  end: string | null;
}

/** A run's calls over time. */
export function Timeline({ flowRunId, isLive, end }: TimelineProps) {
  const timeline = useTimeline(flowRunId, isLive);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [states, setStates] = useState<ReadonlySet<StateType>>(new Set());
  const [text, setText] = useState("");
  const zoom = useRef<TimeZoom | undefined>(undefined);
  const navigate = useNavigate();
  const known = timeline.data;
  const now = useServerNow(known, isLive);
  const calls = known?.calls;
  const rows = useMemo(() => (calls ? rowsOf(calls, { open, text, states }) : []), [calls, open, text, states]);
  const counts = useMemo(() => countsOf(calls?.values() ?? []), [calls]);
  const last = useMemo(() => endOf(calls?.values() ?? []), [calls]);
  const keepZoom = useCallback((given: TimeZoom) => void (zoom.current = given), []);

  const openRow = (row: Row): void => {
    if (row.kind === "group") setOpen((before) => before.symmetricDifference(new Set([row.task])));
    else if (row.call.childFlowRunId !== null)
      void navigate({ to: "/runs/flow-run/$id", params: { id: row.call.childFlowRunId } });
    else void navigate({ to: "/runs/task-run/$id", params: { id: row.call.id } });
  };

  if (timeline.error && !known) return <Failure error={timeline.error} onRetry={() => void timeline.refetch()} />;
  if (!known || !calls) return <Skeleton height={190} radius="md" />;
  if (calls.size === 0) return null;
  const endMs = end === null ? null : Date.parse(end) - known.origin;
  return (
    <Panel>
      <Group gap="xs" mb={6} justify="space-between">
        <StateLegend counts={counts} chosen={states} onChange={setStates} />
        <Group gap={4}>
          <TextInput
            size="xs"
            aria-label="Find a call"
            placeholder="Find a call"
            leftSection={<Search size={13} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            w={150}
          />
          <ZoomButton label="Zoom in (+)" icon={<ZoomIn size={15} />} onClick={() => zoom.current?.zoomBy(1.6)} />
          <ZoomButton label="Zoom out (-)" icon={<ZoomOut size={15} />} onClick={() => zoom.current?.zoomBy(1 / 1.6)} />
          <ZoomButton label="Show all (0)" icon={<Maximize size={15} />} onClick={() => zoom.current?.fit()} />
        </Group>
      </Group>
      <TimelineCanvas
        rows={rows}
        span={spanOfCalls(last, { end: endMs, now, isLive })}
        now={now}
        label={`Timeline of ${calls.size.toLocaleString("en")} calls. Arrow keys choose a row, Enter opens it, plus and minus zoom.`}
        onOpen={openRow}
        onZoom={keepZoom}
      />
      {!known.isComplete && <p>Only 50,000 calls are drawn; the list of task runs has all.</p>}
    </Panel>
  );
}

function ZoomButton({ label, icon, onClick }: { label: string; icon: React.ReactNode; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
