import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";
import { stateVariables } from "../states/state-colors.ts";

const water: MantineColorsTuple = [
  "#e6f7fb",
  "#cdebf3",
  "#9ed7e7",
  "#6bc1da",
  "#42afcf",
  "#2aa3c8",
  "#0e7f9b",
  "#0e6f86",
  "#085a70",
  "#00465a",
];

// Mantine's own greys are warm; these lean to the blue of the pages around them.
const dark: MantineColorsTuple = [
  "#d9e0e6",
  "#b4bfc9",
  "#97a4b0",
  "#74818d",
  "#35404a",
  "#29323b",
  "#1b232a",
  "#161c22",
  "#10151a",
  "#0b0f13",
];

export const theme = createTheme({
  primaryColor: "water",
  primaryShade: { light: 7, dark: 6 },
  colors: { water, dark },
  autoContrast: true,
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  // The title of an alert has the colour of its kind, which is too pale for text.
  components: { Alert: { styles: { label: { color: "var(--mantine-color-text)" } } } },
  headings: {
    fontWeight: "650",
    sizes: { h1: { fontSize: "22px" }, h2: { fontSize: "16px" }, h3: { fontSize: "14px" } },
  },
});

/** Colours that Mantine has no name for; text that is muted still has a contrast of 4.5 to 1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...stateVariables("light"),
    "--mantine-color-body": "#fafbfc",
    "--mantine-color-text": "#1a2229",
    "--mantine-color-dimmed": "#5a6570",
    "--mantine-color-anchor": "#0a667c",
    "--mantine-color-placeholder": "#636e79",
    "--mantine-color-error": "var(--state-failed)",
    "--surface": "#ffffff",
    "--surface-hover": "#f1f5f7",
    "--line": "#e1e7eb",
  },
  dark: {
    ...stateVariables("dark"),
    "--mantine-color-body": "#10151a",
    "--mantine-color-text": "#d9e0e6",
    "--mantine-color-dimmed": "#97a4b0",
    "--mantine-color-anchor": "#5cc4de",
    "--mantine-color-placeholder": "#93a0ac",
    "--mantine-color-error": "var(--state-failed)",
    "--surface": "#161c22",
    "--surface-hover": "#1e262e",
    "--line": "#29323b",
  },
});
