import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { CommandToCopy } from "./command-to-copy.tsx";
import classes from "./empty-state.module.css";

export interface EmptyStateProps {
  title: string;
  icon?: LucideIcon;
  children?: ReactNode;
  /** What makes the first one. */
  command?: string;
}

export function EmptyState({ title, icon: Icon, children, command }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      {Icon && <Icon size={30} strokeWidth={1.5} aria-hidden />}
      <p className={classes.title}>{title}</p>
      {children && <p className={classes.text}>{children}</p>}
      {command && <CommandToCopy command={command} />}
    </div>
  );
}
