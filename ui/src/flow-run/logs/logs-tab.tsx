import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { Download, Search, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { apiAddress } from "../../server/api.ts";
import { authorizationHeader } from "../../server/credentials.ts";
import { type FlowRunSearch, logLevels, type SearchChange } from "../flow-run-search.ts";
import { contextOfFirstError } from "./first-error.ts";
import { LogLines } from "./log-lines.tsx";
import type { LogOwner } from "./log-question.ts";

export interface LogsTabProps {
  of: LogOwner;
  isLive: boolean;
  search: FlowRunSearch;
  onChange: (fields: SearchChange) => void;
}

const levels = [
  { value: "", label: "All levels" },
  ...logLevels.map((value) => ({ value, label: `${value.toLowerCase()} and above` })),
];
const orders = [
  { value: "", label: "Oldest first" },
  { value: "newest", label: "Newest first" },
];

/** The log of a run; the server looks for level and text, however long it is. */
export function LogsTab({ of, isLive, search, onChange }: LogsTabProps) {
  const [failedAt, setFailedAt] = useState<string | undefined>(undefined);
  const find = useDebouncedCallback((text: string) => onChange({ text, from: undefined }), 250);

  async function jumpToError(): Promise<void> {
    find.cancel(); // what was typed just before would take the place in the log away again
    const found = await contextOfFirstError(of);
    if (found === undefined) return void notifications.show({ message: "There is no line of level error." });
    setFailedAt(found.id);
    onChange({ level: undefined, text: undefined, order: undefined, from: found.from });
  }

  return (
    <div>
      <Group gap="xs" mb="xs">
        <TextInput
          data-search
          size="xs"
          aria-label="Find in logs"
          placeholder='Find in logs: word "a phrase" -not'
          leftSection={<Search size={13} />}
          defaultValue={search.text ?? ""}
          onChange={(event) => find(event.currentTarget.value)}
          w={{ base: "100%", xs: 270 }}
        />
        <NativeSelect
          size="xs"
          aria-label="Level"
          data={levels}
          value={search.level ?? ""}
          onChange={(event) => onChange({ level: event.currentTarget.value, from: undefined })}
        />
        <NativeSelect
          size="xs"
          aria-label="Order"
          data={orders}
          value={search.order ?? ""}
          onChange={(event) => onChange({ order: event.currentTarget.value, from: undefined })}
        />
        <Button
          size="xs"
          variant="default"
          leftSection={<TriangleAlert size={13} />}
          onClick={() => void jumpToError()}
        >
          First error
        </Button>
        {search.from && (
          <Button size="xs" variant="subtle" onClick={() => onChange({ from: undefined })}>
            From the beginning
          </Button>
        )}
        {"flowRunId" in of && (
          <Button
            size="xs"
            variant="default"
            leftSection={<Download size={13} />}
            onClick={() => void download(of.flowRunId)}
          >
            Download
          </Button>
        )}
      </Group>
      <LogLines
        question={{ of, level: search.level, text: search.text, order: search.order, from: search.from }}
        isLive={isLive}
        marked={failedAt}
      />
    </div>
  );
}

async function download(id: string): Promise<void> {
  const response = await fetch(apiAddress(`/flow_runs/${id}/logs/download`), { headers: authorizationHeader() });
  if (!response.ok)
    return void notifications.show({ color: "red", message: "The server did not give the log. Try again." });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "logs.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}
