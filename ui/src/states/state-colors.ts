import type { StateType } from "../../../src/schemas/state.ts";

export interface SchemeColors {
  light: string;
  dark: string;
  /** Of bars on a light page, where the colour of text would be heavy. In the dark they are as the text. */
  lightFill: string;
}

/**
 * Told apart by people who see red and green alike: the hues lie on Okabe and Ito's axis from blue to vermilion,
 * their lightness differs, and every badge has an icon of its own shape.
 */
export const stateColors: Record<StateType, SchemeColors> = {
  COMPLETED: { light: "#08705a", dark: "#3cc6a0", lightFill: "#22a283" },
  RUNNING: { light: "#1f62c4", dark: "#63a4ff", lightFill: "#3f86ee" },
  FAILED: { light: "#c02d12", dark: "#ff8160", lightFill: "#e1512f" },
  CRASHED: { light: "#a62a72", dark: "#f088c0", lightFill: "#cc4f99" },
  SCHEDULED: { light: "#755b00", dark: "#e0b94a", lightFill: "#b58e12" },
  PENDING: { light: "#5a5785", dark: "#b3aee0", lightFill: "#8783b8" },
  PAUSED: { light: "#7343bd", dark: "#bd9cf7", lightFill: "#9668dc" },
  CANCELLED: { light: "#565d66", dark: "#a3acb7", lightFill: "#848d98" },
  CANCELLING: { light: "#85532c", dark: "#d6a677", lightFill: "#b27c50" },
};

export type Scheme = "light" | "dark";

/** The colour of a state's bar on a canvas; elsewhere use `stateFill`. */
export function canvasFill(type: StateType | null, scheme: Scheme): string {
  const { dark, lightFill } = stateColors[type ?? "PENDING"];
  return scheme === "dark" ? dark : lightFill;
}

/** The colour of a state's text and icon as a CSS value that follows the scheme. */
export function stateVariable(type: StateType | null): string {
  return `var(--state-${(type ?? "PENDING").toLowerCase()})`;
}

/** The colour of a state's bar as a CSS value that follows the scheme. */
export function stateFill(type: StateType | null): string {
  return `var(--state-${(type ?? "PENDING").toLowerCase()}-fill)`;
}

/** The CSS variables of one scheme. */
export function stateVariables(scheme: Scheme): Record<string, string> {
  const variables = (Object.keys(stateColors) as StateType[]).flatMap((type) => [
    [`--state-${type.toLowerCase()}`, stateColors[type][scheme]],
    [`--state-${type.toLowerCase()}-fill`, canvasFill(type, scheme)],
  ]);
  return Object.fromEntries(variables) as Record<string, string>;
}
