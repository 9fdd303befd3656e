import type { ReactNode } from "react";
import classes from "./panel.module.css";

export interface PanelProps {
  title?: string;
  /** Beside the title, at the right. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string | undefined;
}

/** A part of a page with a frame around it. */
export function Panel({ title, actions, children, className }: PanelProps) {
  return (
    <section className={`${classes.panel} ${className ?? ""}`} aria-label={title}>
      {(title || actions) && (
        <div className={classes.head}>
          {title && <h2 className={classes.title}>{title}</h2>}
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}
