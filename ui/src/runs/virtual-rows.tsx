import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useRowKeys } from "../pieces/use-row-keys.ts";
import classes from "./virtual-rows.module.css";

export interface VirtualRowsProps<T extends { id: string }> {
  rows: readonly T[];
  /** What a row is about as high as, in pixels. */
  height: number;
  label: string;
  onEnd: () => void;
  children: (row: T) => ReactNode;
}

/** A long list in the page's own scroll, of which only what is seen is there. */
export function VirtualRows<T extends { id: string }>({ rows, height, label, onEnd, children }: VirtualRowsProps<T>) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  useRowKeys();
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    getItemKey: (at) => rows[at]!.id,
    overscan: 12,
    scrollMargin: top,
  });
  const items = virtual.getVirtualItems();
  const isAtEnd = (items.at(-1)?.index ?? 0) >= rows.length - 10;
  useEffect(() => {
    if (isAtEnd && rows.length > 0) onEnd();
  }, [isAtEnd, rows.length, onEnd]);
  return (
    <ul ref={list} className={classes.list} aria-label={label} style={{ height: virtual.getTotalSize() }}>
      {items.map(({ index, key, start }) => (
        <li
          key={key}
          ref={virtual.measureElement}
          data-index={index}
          data-row
          style={{ transform: `translateY(${start - top}px)` }}
        >
          {children(rows[index]!)}
        </li>
      ))}
    </ul>
  );
}
