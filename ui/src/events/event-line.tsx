import { UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { ReceivedEvent } from "../../../src/schemas/event.ts";
import { clockTime, fullTime } from "../pieces/full-time.ts";
import { JsonText } from "../pieces/json-text.tsx";
import classes from "./event-line.module.css";

/** An event in a line, and all of it when opened. */
export function EventLine({ event }: { event: ReceivedEvent }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const id = event.resource["prefect.resource.id"] ?? "";
  return (
    <article className={classes.event}>
      <div className={classes.line}>
        <UnstyledButton className={classes.opener} aria-expanded={isOpen} onClick={toggle}>
          <ChevronRight size={14} data-open={isOpen} aria-hidden />
          <time dateTime={event.occurred} title={fullTime(event.occurred)}>
            {clockTime(event.occurred)}
          </time>
          <strong>{event.event}</strong>
        </UnstyledButton>
        <ResourceLink id={id} name={event.resource["prefect.resource.name"] ?? id} />
      </div>
      {isOpen && <JsonText value={event} label="Event" />}
    </article>
  );
}

function ResourceLink({ id, name }: { id: string; name: string }) {
  const run = /^prefect\.(flow-run|task-run)\.([0-9a-f-]{36})$/.exec(id);
  if (run === null) return <span className={classes.resource}>{name}</span>;
  const to = run[1] === "flow-run" ? "/runs/flow-run/$id" : "/runs/task-run/$id";
  return (
    <Link to={to} params={{ id: run[2]! }} className={classes.resource}>
      {name}
    </Link>
  );
}
