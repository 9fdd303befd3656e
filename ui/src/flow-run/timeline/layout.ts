// Where things are on the canvas, in CSS pixels.

export const rowHeight = 22;
export const barHeight = 14;
export const axisHeight = 24;

/** The labels are at the left, and take less of a narrow page. */
export function labelWidth(width: number): number {
  return Math.round(Math.min(230, Math.max(96, width * 0.24)));
}

/** Where a row's bar begins, below the axis, when the list is scrolled by `scroll`. */
export function rowTop(index: number, scroll: number): number {
  return axisHeight + index * rowHeight - scroll;
}

/** The rows that are in sight. */
export function visibleRows(
  count: number,
  { height, scroll }: { height: number; scroll: number },
): readonly [first: number, end: number] {
  const first = Math.max(0, Math.floor(scroll / rowHeight));
  return [first, Math.min(count, first + Math.ceil((height - axisHeight) / rowHeight) + 1)];
}

/** The row at a height, or -1 on the axis and below the last. */
export function rowAt(y: number, { scroll, count }: { scroll: number; count: number }): number {
  if (y < axisHeight) return -1;
  const index = Math.floor((y - axisHeight + scroll) / rowHeight);
  return index < count ? index : -1;
}
