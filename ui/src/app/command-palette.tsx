import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useState } from "react";
import { apiQuery } from "../server/query.ts";
import { pages } from "./pages.ts";

/** Goes to a page, a flow, a flow run or a task run by name or id. */
export function CommandPalette() {
  const [text, setText] = useState("");
  return (
    <Spotlight
      query={text}
      onQueryChange={setText}
      actions={useActions(text.trim())}
      shortcut={["mod + K", "mod + P"]}
      scrollable
      maxHeight={440}
      nothingFound="Nothing is called so. Runs are found by their name or the beginning of their id."
      searchProps={{
        leftSection: <Search size={18} />,
        placeholder: "Go to a page, a flow or a run…",
        "aria-label": "Search everything",
      }}
    />
  );
}

function useActions(text: string): SpotlightActionGroupData[] {
  const [settled] = useDebouncedValue(text, 150);
  const asked = { enabled: settled.length > 1, placeholderData: keepPreviousData };
  const flowRuns = useQuery({ ...apiQuery("POST /sluice/flow_runs/find", { body: { text: settled } }), ...asked });
  const named = useQuery({
    ...apiQuery("POST /flow_runs/filter", { body: { flow_runs: { name: { like_: settled } }, limit: 8 } }),
    ...asked,
  });
  const taskRuns = useQuery({ ...apiQuery("POST /sluice/task_runs/find", { body: { text: settled } }), ...asked });
  const flows = useQuery({
    ...apiQuery("POST /flows/filter", { body: { flows: { name: { like_: settled } }, limit: 8 } }),
    ...asked,
  });
  const navigate = useNavigate();
  const runs = new Map([...(flowRuns.data ?? []), ...(named.data ?? [])].map(({ id, name }) => [id, name]));
  const go = (id: string, label: string, onClick: () => void): SpotlightActionData => ({ id, label, onClick });
  if (text.length < 2) return [pageActions(navigate)];
  return [
    pageActions(navigate),
    {
      group: "Flow runs",
      actions: [...runs].map(([id, name]) => ({
        ...go(id, name, () => void navigate({ to: "/runs/flow-run/$id", params: { id } })),
        keywords: [text],
      })),
    },
    {
      group: "Task runs",
      actions: (taskRuns.data ?? []).map(({ id, name }) => ({
        ...go(id, name, () => void navigate({ to: "/runs/task-run/$id", params: { id } })),
        keywords: [text],
      })),
    },
    {
      group: "Flows",
      actions: (flows.data ?? []).map(({ id, name }) => ({
        ...go(id, name, () => void navigate({ to: "/flows/flow/$id", params: { id } })),
        keywords: [text],
      })),
    },
  ];
}

function pageActions(navigate: ReturnType<typeof useNavigate>): SpotlightActionGroupData {
  const actions = pages.map(({ path, name, icon: Icon }) => ({
    id: path,
    label: name,
    leftSection: <Icon size={18} aria-hidden />,
    onClick: () => void navigate({ to: path }),
  }));
  return { group: "Pages", actions };
}
