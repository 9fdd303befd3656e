import { ActionIcon } from "@mantine/core";
import { Trash2 } from "lucide-react";
import type { ApiKey } from "../../../src/schemas/access.ts";
import { ListTable } from "../pieces/list-table.tsx";
import { Moment } from "../pieces/moment.tsx";

export interface KeyTableProps {
  keys: readonly ApiKey[];
  onDelete: (key: ApiKey) => void;
}

export function KeyTable({ keys, onDelete }: KeyTableProps) {
  const rows = keys.map((key) => ({
    key: key.id,
    cells: [
      key.name,
      key.role,
      <code key="hint">{key.hint}…</code>,
      <Moment key="created" at={key.created} />,
      <Ending key="ending" of={key} />,
      key.revoked === null && (
        <ActionIcon
          key="delete"
          variant="subtle"
          color="gray"
          aria-label={`Delete ${key.name}`}
          onClick={() => onDelete(key)}
        >
          <Trash2 size={15} />
        </ActionIcon>
      ),
    ],
  }));
  return <ListTable columns={["Name", "Role", "Begins with", "Created", "Ends", "Actions"]} rows={rows} />;
}

function Ending({ of: { expires, revoked } }: { of: ApiKey }) {
  if (revoked !== null)
    return (
      <>
        deleted <Moment at={revoked} />
      </>
    );
  return expires === null ? "never" : <Moment at={expires} />;
}
