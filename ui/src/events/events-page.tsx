import { Select, Skeleton, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Radio } from "lucide-react";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { SearchBox } from "../pieces/search-box.tsx";
import { timeSpanNames, timeSpans } from "../runs/time-spans.ts";
import { apiQuery, livePollMs } from "../server/query.ts";
import { EventLine } from "./event-line.tsx";
import { eventFilter } from "./event-filter.ts";
import { eventsSearch } from "./events-search.ts";

const route = getRouteApi("/events");

/** What has happened, the newest first, as it happens. */
export function EventsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const events = useQuery({
    ...apiQuery("POST /events/filter", { body: { filter: eventFilter(search), limit: 100 } }),
    placeholderData: keepPreviousData,
    refetchInterval: livePollMs,
  });
  const change = (fields: object) =>
    void navigate({ search: (before) => eventsSearch({ ...before, ...fields }), replace: true });
  return (
    <Stack>
      <PageHeader
        title="Events"
        actions={
          <>
            <SearchBox label="Event begins with" value={search.event} onChange={(event) => change({ event })} />
            <SearchBox label="Resource id" value={search.resource} onChange={(resource) => change({ resource })} />
            <Select
              aria-label="Time"
              w={140}
              allowDeselect={false}
              data={timeSpanNames.map((value) => ({ value, label: timeSpans[value].label }))}
              value={search.span ?? "24h"}
              onChange={(span) => change({ span })}
            />
          </>
        }
      />
      {events.error && <Failure error={events.error} onRetry={() => void events.refetch()} />}
      {events.isPending && <Skeleton height={200} />}
      {events.data && (
        <Text size="sm" c="dimmed" role="status">
          {events.data.total.toLocaleString("en")} {events.data.total === 1 ? "event" : "events"}
          {events.data.total > events.data.events.length && `, the newest ${events.data.events.length} are shown`}
        </Text>
      )}
      {events.data?.events.length === 0 && (
        <EmptyState
          icon={Radio}
          title="Nothing like this has happened"
          command={'await events.emit({ event: "invoice.paid", resource: { "prefect.resource.id": "invoice.7" } })'}
        >
          States that runs enter are events too.
        </EmptyState>
      )}
      <div>
        {events.data?.events.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </div>
    </Stack>
  );
}
