import { CopyIcon } from "./copy-icon.tsx";
import classes from "./id-text.module.css";

export function IdText({ id }: { id: string }) {
  return (
    <span className={classes.id}>
      {id}
      <CopyIcon text={id} label="Copy the id" />
    </span>
  );
}
