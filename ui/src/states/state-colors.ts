import type { StateType } from "../../../src/schemas/state.ts";

export interface SchemeColors {
  light: string;
  dark: string;
}

/**
 * Told apart by people who see red and green alike: the hues lie on Okabe and Ito's axis from blue to vermilion,
 * their lightness differs, and every badge has an icon of its own shape.
 */
export const stateColors: Record<StateType, SchemeColors> = {
  COMPLETED: { light: "#08705a", dark: "#3cc6a0" },
  RUNNING: { light: "#1f62c4", dark: "#63a4ff" },
  FAILED: { light: "#c02d12", dark: "#ff8160" },
  CRASHED: { light: "#a62a72", dark: "#f088c0" },
  SCHEDULED: { light: "#755b00", dark: "#e0b94a" },
  PENDING: { light: "#5a5785", dark: "#b3aee0" },
  PAUSED: { light: "#7343bd", dark: "#bd9cf7" },
  CANCELLED: { light: "#565d66", dark: "#a3acb7" },
  CANCELLING: { light: "#85532c", dark: "#d6a677" },
};

export type Scheme = keyof SchemeColors;

/** For canvases; elsewhere use `stateVariable`. */
export function stateColor(type: StateType | null, scheme: Scheme): string {
  return stateColors[type ?? "PENDING"][scheme];
}

/** The colour of a state as a CSS value that follows the scheme. */
export function stateVariable(type: StateType | null): string {
  return `var(--state-${(type ?? "PENDING").toLowerCase()})`;
}

/** The CSS variables of one scheme. */
export function stateVariables(scheme: Scheme): Record<string, string> {
  return Object.fromEntries(Object.entries(stateColors).map(([type, colors]) => [`--state-${type.toLowerCase()}`, colors[scheme]]));
}
