import type { ReactNode } from "react";
import { useEffect } from "react";
import classes from "./page-header.module.css";

export interface PageHeaderProps {
  title: string;
  /** Links that lead here. */
  trail?: ReactNode;
  /** Beside the title. */
  beside?: ReactNode;
  /** At the right. */
  actions?: ReactNode;
  children?: ReactNode;
}

export function PageHeader({ title, trail, beside, actions, children }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Sluice`;
  }, [title]);
  return (
    <header className={classes.header}>
      {trail && <div className={classes.trail}>{trail}</div>}
      <div className={classes.line}>
        <h1 className={classes.title}>{title}</h1>
        {beside}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </header>
  );
}
