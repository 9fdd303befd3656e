import { Skeleton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ScrollText } from "lucide-react";
import { useEffect, useRef } from "react";
import { EmptyState } from "../../pieces/empty-state.tsx";
import { Failure } from "../../pieces/failure.tsx";
import { LogLine } from "./log-line.tsx";
import classes from "./log-lines.module.css";
import type { LogQuestion } from "./log-question.ts";
import { useFollowEnd } from "./use-follow-end.ts";
import { useLogs } from "./use-logs.ts";
import { useTaskNames } from "./use-task-names.ts";

export interface LogLinesProps {
  question: LogQuestion;
  isLive: boolean;
  /** The id of the line to point out. */
  marked?: string | undefined;
}

const lineHeight = 21;

export function LogLines({ question, isLive, marked }: LogLinesProps) {
  const logs = useLogs(question, isLive);
  const scroller = useRef<HTMLDivElement>(null);
  const { lines, more } = logs;
  const tasks = useTaskNames(lines);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: (at) => lines[at]!.id,
    overscan: 30,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - 60) void more();
  }, [last, lines.length, more]);
  useFollowEnd(scroller, lines.length, isLive && question.order !== "newest");

  if (logs.error) return <Failure error={logs.error} onRetry={() => void logs.refetch()} />;
  if (logs.isPending) return <Skeleton height={240} />;
  if (lines.length === 0) return <Nothing question={question} />;
  return (
    <div ref={scroller} className={classes.frame} tabIndex={0} role="log" aria-label="Log lines" aria-live="off">
      <div className={classes.lines} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const line = lines[index]!;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={classes.place}
              style={{ transform: `translateY(${start}px)` }}
            >
              <LogLine
                line={line}
                task={line.task_run_id === null ? undefined : tasks.get(line.task_run_id)}
                isMarked={line.id === marked}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Nothing({ question: { level, text } }: { question: LogQuestion }) {
  if (level ?? text) return <EmptyState icon={ScrollText} title="No line fits the level and the text" />;
  return (
    <EmptyState icon={ScrollText} title="Nothing was logged" command={'getRunLogger().info("Counted %d pages", count)'}>
      What a flow or a task says to its logger, or prints where <code>logPrints</code> is set, is shown here.
    </EmptyState>
  );
}
