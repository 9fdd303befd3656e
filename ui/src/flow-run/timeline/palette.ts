import type { Scheme } from "../../states/state-colors.ts";

export interface Palette {
  scheme: Scheme;
  text: string;
  dimmed: string;
  grid: string;
  hover: string;
  edge: string;
  surface: string;
  font: string;
}

/** The canvas knows no CSS variables: these are the theme's own values. */
export function paletteOf(scheme: Scheme): Palette {
  const read = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return {
    scheme,
    text: read("--mantine-color-text"),
    dimmed: read("--mantine-color-dimmed"),
    grid: read("--line"),
    hover: read("--surface-hover"),
    edge: scheme === "dark" ? "#7f8d9b" : "#7d8993",
    surface: read("--surface"),
    font: read("--mantine-font-family"),
  };
}
