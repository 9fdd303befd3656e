import { ActionIcon, Button, Group, Menu, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Bookmark, Trash2 } from "lucide-react";
import { useState } from "react";
import type { SavedSearch } from "../../../src/schemas/saved-search.ts";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { type RunsSearch, runsSearch } from "./runs-search.ts";

const route = getRouteApi("/runs");

/** Filters that somebody has kept under a name, on the server, for everybody who uses it. */
export function SavedFilters({ search }: { search: RunsSearch }) {
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const kept = useQuery({ ...apiQuery("POST /saved_searches/filter", { body: {} }), staleTime: 30_000 });
  const refresh = { onSuccess: () => queries.invalidateQueries({ queryKey: ["POST /saved_searches/filter"] }) };
  const save = useMutation({
    mutationFn: () => call("PUT /saved_searches/", { body: { name, filters: filtersOf(search) } }),
    ...refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) => call("DELETE /saved_searches/{id:uuid}", { params: { id } }),
    ...refresh,
  });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<Bookmark size={14} />}>
          Saved
        </Button>
      </Menu.Target>
      <Menu.Dropdown miw={250}>
        {kept.data?.map((saved) => (
          <Group key={saved.id} gap={4} wrap="nowrap">
            <Menu.Item onClick={() => void navigate({ search: searchOf(saved) })}>{saved.name}</Menu.Item>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Forget ${saved.name}`}
              onClick={() => remove.mutate(saved.id)}
            >
              <Trash2 size={14} />
            </ActionIcon>
          </Group>
        ))}
        {kept.data?.length === 0 && <Menu.Label>None is saved yet</Menu.Label>}
        <Menu.Divider />
        <Group gap={6} p={6} wrap="nowrap">
          <TextInput
            size="xs"
            aria-label="Name of the saved filters"
            placeholder="Name these filters"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button size="xs" disabled={name.trim() === ""} onClick={() => save.mutate()}>
            Save
          </Button>
        </Group>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Each field of the address as one filter; the names are those of the address. */
function filtersOf(search: RunsSearch): SavedSearch["filters"] {
  return Object.entries(search).map(([property, value]) => ({
    object: "runs",
    property,
    type: "address",
    operation: "equals",
    value,
  }));
}

function searchOf({ filters }: SavedSearch): RunsSearch {
  return runsSearch(Object.fromEntries(filters.map(({ property, value }) => [property, value])));
}
