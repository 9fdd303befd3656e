import type { StateType } from "../../../src/schemas/state.ts";
import { defaultStateName } from "../../../src/schemas/state.ts";
import classes from "./state-badge.module.css";
import { stateVariable } from "./state-colors.ts";
import { StateIcon } from "./state-icon.tsx";

export interface StateBadgeProps {
  type: StateType | null;
  /** Default: the type's own name. */
  name?: string | null;
  size?: "small" | "large";
}

export function StateBadge({ type, name, size = "small" }: StateBadgeProps) {
  return (
    <span
      className={classes.badge}
      data-size={size}
      data-state={type ?? "none"}
      style={{ "--state": stateVariable(type) } as React.CSSProperties}
    >
      <StateIcon type={type} size={size === "large" ? 17 : 14} />
      {name ?? (type === null ? "No state" : defaultStateName(type))}
    </span>
  );
}
