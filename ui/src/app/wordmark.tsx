import { Link } from "@tanstack/react-router";
import classes from "./wordmark.module.css";

export function Wordmark() {
  return (
    <Link to="/dashboard" className={classes.wordmark} aria-label="Sluice: dashboard">
      <img src="/icon.svg" alt="" width={26} height={26} />
      Sluice
    </Link>
  );
}
