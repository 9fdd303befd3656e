import { Group, NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import type { DeploymentVersion } from "../../../src/schemas/deployment.ts";
import { JsonText } from "../pieces/json-text.tsx";
import { ListTable } from "../pieces/list-table.tsx";
import { Panel } from "../pieces/panel.tsx";
import { differingFields } from "./differing-fields.ts";

/** Two versions of a deployment beside each other, field by field; by default the latest two. */
export function VersionDifference({ versions }: { versions: readonly DeploymentVersion[] }) {
  const [from, setFrom] = useState(String(versions[1]!.number));
  const [to, setTo] = useState(String(versions[0]!.number));
  const definitionOf = (number: string) =>
    versions.find((version) => String(version.number) === number)?.definition ?? {};
  const fields = differingFields(definitionOf(from), definitionOf(to));
  const choices = versions.map(({ number }) => ({ value: String(number), label: `Version ${number}` }));
  return (
    <Panel title="What differs">
      <Group gap="sm" mb="sm">
        <NativeSelect
          label="From"
          data={choices}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <NativeSelect label="To" data={choices} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
      </Group>
      {fields.length === 0 ? (
        <Text size="sm">Nothing differs.</Text>
      ) : (
        <ListTable
          columns={["Field", `Version ${from}, before`, `Version ${to}, after`]}
          rows={fields.map(({ name, before, after }) => ({
            key: name,
            cells: [
              name,
              <JsonText key="before" value={before} label={`${name} in version ${from}`} />,
              <JsonText key="after" value={after} label={`${name} in version ${to}`} />,
            ],
          }))}
        />
      )}
    </Panel>
  );
}
