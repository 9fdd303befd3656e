import { Group, MultiSelect, NativeSelect, Switch, TagsInput, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { defaultStateName, stateTypes } from "../../../src/schemas/state.ts";
import { apiQuery } from "../server/query.ts";
import { type RunsSearch, runsSearch } from "./runs-search.ts";
import { SavedFilters } from "./saved-filters.tsx";
import { timeSpanNames, timeSpans } from "./time-spans.ts";

const route = getRouteApi("/runs");

const sorts = [
  { value: "", label: "Newest first" },
  { value: "START_TIME_ASC", label: "Oldest first" },
  { value: "END_TIME_DESC", label: "Ended last" },
  { value: "NAME_ASC", label: "Name A to Z" },
  { value: "NAME_DESC", label: "Name Z to A" },
];

const spans = [
  ...timeSpanNames.map((value) => ({ value, label: timeSpans[value].label })),
  { value: "custom", label: "Custom or all" },
];

/** Every filter is in the address, so that a link shows the same. */
export function RunsFilterBar() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const flows = useFlowChoices();
  const change = (fields: { [K in keyof RunsSearch]?: unknown }) =>
    void navigate({ search: (before) => runsSearch({ ...before, ...fields }), replace: true });
  const rename = useDebouncedCallback((name: string) => change({ name }), 250);
  return (
    <Group gap={8} mb="sm" align="flex-end">
      <TextInput
        size="xs"
        key={search.name === undefined ? "none" : "some"}
        data-search
        aria-label="Name contains"
        placeholder="Name contains…  ( / )"
        leftSection={<Search size={14} />}
        defaultValue={search.name ?? ""}
        onChange={(event) => rename(event.currentTarget.value)}
        w={{ base: "100%", xs: 185 }}
      />
      <MultiSelect
        size="xs"
        aria-label="States"
        placeholder={search.state ? "" : "Any state"}
        data={stateTypes.map((value) => ({ value, label: defaultStateName(value) }))}
        value={search.state ?? []}
        onChange={(state) => change({ state })}
        clearable
        w={{ base: "100%", xs: 150 }}
      />
      <MultiSelect
        size="xs"
        aria-label="Flows"
        placeholder={search.flow ? "" : "Any flow"}
        data={flows}
        value={search.flow ?? []}
        onChange={(flow) => change({ flow })}
        searchable
        clearable
        w={{ base: "100%", xs: 150 }}
      />
      <TagsInput
        size="xs"
        aria-label="Tags"
        placeholder={search.tag ? "" : "Any tag"}
        value={search.tag ?? []}
        onChange={(tag) => change({ tag })}
        w={{ base: "100%", xs: 110 }}
      />
      <NativeSelect
        size="xs"
        aria-label="Time"
        data={spans}
        value={search.span ?? "7d"}
        onChange={(event) => change({ span: event.currentTarget.value })}
      />
      {search.span === "custom" && <CustomSpan search={search} onChange={change} />}
      <NativeSelect
        size="xs"
        aria-label="Order"
        data={sorts}
        value={search.sort ?? ""}
        onChange={(event) => change({ sort: event.currentTarget.value })}
      />
      {search.tab !== "task-runs" && (
        <Switch
          size="xs"
          label="Subflows"
          checked={search.subflows !== "hide"}
          onChange={(event) => change({ subflows: event.currentTarget.checked ? undefined : "hide" })}
          mb={7}
        />
      )}
      <SavedFilters search={search} />
    </Group>
  );
}

function CustomSpan({
  search,
  onChange,
}: {
  search: RunsSearch;
  onChange: (fields: { after?: string; before?: string }) => void;
}) {
  return (
    <>
      <TextInput
        size="xs"
        type="datetime-local"
        aria-label="After"
        value={search.after ?? ""}
        onChange={(event) => onChange({ after: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        type="datetime-local"
        aria-label="Before"
        value={search.before ?? ""}
        onChange={(event) => onChange({ before: event.currentTarget.value })}
      />
    </>
  );
}

function useFlowChoices(): { value: string; label: string }[] {
  const flows = useQuery({
    ...apiQuery("POST /flows/filter", { body: { sort: "NAME_ASC", limit: 200 } }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  return flows.data?.map(({ id, name }) => ({ value: id, label: name })) ?? [];
}
