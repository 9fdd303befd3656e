import { scaleLinear, type ScaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { zoom, type ZoomBehavior, zoomIdentity, type ZoomTransform } from "d3-zoom";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { labelWidth } from "./layout.ts";

export interface TimeZoom {
  x: ScaleLinear<number, number>;
  zoomBy(factor: number): void;
  fit(): void;
}

const roomForText = 84;
const closest = 20_000;

/** Zooms the time: with Ctrl and the wheel, by pinching, and by dragging; the plain wheel scrolls as everywhere. */
export function useTimeZoom(
  surface: RefObject<HTMLElement | null>,
  [from, to]: readonly [number, number],
  width: number,
): TimeZoom {
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const behavior = useRef<ZoomBehavior<HTMLElement, unknown> | undefined>(undefined);
  const left = labelWidth(width);
  useEffect(() => {
    if (surface.current === null || width === 0) return;
    const area: [[number, number], [number, number]] = [
      [left, 0],
      [width, 0],
    ];
    behavior.current = zoom<HTMLElement, unknown>()
      .filter((event: WheelEvent & PointerEvent) =>
        event.type === "wheel" ? event.ctrlKey || event.metaKey : event.button === 0,
      )
      .scaleExtent([1, closest])
      .extent(area)
      .translateExtent(area)
      .on("zoom", (event: { transform: ZoomTransform }) => setTransform(event.transform));
    const selection = select(surface.current).call(behavior.current).on("dblclick.zoom", null);
    return () => void selection.on(".zoom", null);
  }, [surface, left, width]);
  const x = useMemo(
    () =>
      transform.rescaleX(
        scaleLinear()
          .domain([from, to])
          .range([left + 4, Math.max(left + 40, width - roomForText)]),
      ),
    [transform, from, to, left, width],
  );
  const change = (act: (behavior: ZoomBehavior<HTMLElement, unknown>) => void): void => {
    if (behavior.current && surface.current) act(behavior.current);
  };
  return {
    x,
    zoomBy: (factor) => change((zoom) => zoom.scaleBy(select(surface.current!), factor)),
    fit: () => change((zoom) => zoom.transform(select(surface.current!), zoomIdentity)),
  };
}
