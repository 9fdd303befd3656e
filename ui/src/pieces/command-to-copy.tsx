import { CopyIcon } from "./copy-icon.tsx";
import classes from "./command-to-copy.module.css";

export function CommandToCopy({ command }: { command: string }) {
  return (
    <div className={classes.command}>
      <pre>{command}</pre>
      <CopyIcon text={command} label="Copy the command" />
    </div>
  );
}
