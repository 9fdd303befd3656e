import { Table, Text, UnstyledButton } from "@mantine/core";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useMemo, useState } from "react";
import { sortedRows, type TableOrder } from "./sorted-rows.ts";
import type { TableRow } from "./table-rows.ts";

const most = 500;

/** A table whose columns can be sorted. */
export function TableContent({ rows, label }: { rows: readonly TableRow[]; label: string }) {
  const [order, setOrder] = useState<TableOrder | undefined>(undefined);
  const columns = useMemo(() => [...new Set(rows.slice(0, most).flatMap((row) => Object.keys(row)))], [rows]);
  const shown = useMemo(() => sortedRows(rows, order).slice(0, most), [rows, order]);
  const sortBy = (column: string) =>
    setOrder({ column, isDescending: order?.column === column && !order.isDescending });
  return (
    <>
      <Table.ScrollContainer
        minWidth={columns.length * 90}
        mah={520}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": label } }}
      >
        <Table striped stickyHeader aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th
                  key={column}
                  aria-sort={order?.column !== column ? "none" : order.isDescending ? "descending" : "ascending"}
                >
                  <UnstyledButton fw={600} fz="sm" onClick={() => sortBy(column)}>
                    {column}{" "}
                    {order?.column === column &&
                      (order.isDescending ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />)}
                  </UnstyledButton>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((row, at) => (
              <Table.Tr key={at}>
                {columns.map((column) => (
                  <Table.Td key={column} ta={typeof row[column] === "number" ? "right" : "left"}>
                    {cellText(row[column])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length > most && (
        <Text size="sm" c="dimmed">
          {most} of {rows.length.toLocaleString("en")} rows
        </Text>
      )}
    </>
  );
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}
