import { CopyIcon } from "./copy-icon.tsx";
import classes from "./json-text.module.css";

/** JSON as text, with a button that copies it. */
export function JsonText({ value, label }: { value: unknown; label: string }) {
  const text = JSON.stringify(value, null, 2) ?? "null";
  return (
    <div className={classes.frame}>
      <pre className={classes.text} tabIndex={0} aria-label={label}>
        {colored(text)}
      </pre>
      <span className={classes.copy}>
        <CopyIcon text={text} label={`Copy ${label.toLowerCase()}`} />
      </span>
    </div>
  );
}

const mostColored = 200_000;
const token = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function colored(text: string): React.ReactNode {
  if (text.length > mostColored) return text;
  const parts: React.ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    const [whole, quoted, colon] = match;
    const kind = colon !== undefined ? "key" : quoted !== undefined ? "text" : "plain";
    parts.push(
      text.slice(end, match.index),
      <span key={match.index} data-kind={kind}>
        {whole}
      </span>,
    );
    end = match.index + whole.length;
  }
  return [...parts, text.slice(end)];
}
