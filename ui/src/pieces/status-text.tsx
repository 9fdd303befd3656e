import { CircleCheck, CirclePause, CircleAlert } from "lucide-react";
import classes from "./status-text.module.css";

const looks = {
  good: { icon: CircleCheck, color: "var(--state-completed)" },
  idle: { icon: CirclePause, color: "var(--state-cancelled)" },
  bad: { icon: CircleAlert, color: "var(--state-scheduled)" },
};

/** How something is, with a shape and a colour. */
export function StatusText({ look, children }: { look: keyof typeof looks; children: string }) {
  const { icon: Icon, color } = looks[look];
  return (
    <span className={classes.status} style={{ color }}>
      <Icon size={14} aria-hidden /> {children}
    </span>
  );
}
