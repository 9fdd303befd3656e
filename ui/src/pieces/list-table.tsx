import { Table } from "@mantine/core";
import type { ReactNode } from "react";

export interface ListTableProps {
  columns: readonly string[];
  /** Each with a key and a cell for every column. */
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  /** In pixels; below this it scrolls sideways. */
  minWidth?: number;
}

/** A plain table of few rows. */
export function ListTable({ columns, rows, minWidth = 560 }: ListTableProps) {
  return (
    <Table.ScrollContainer minWidth={minWidth}>
      <Table highlightOnHover verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, cells }) => (
            <Table.Tr key={key}>
              {cells.map((cell, at) => (
                <Table.Td key={columns[at]}>{cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
