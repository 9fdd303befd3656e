import type { ReactNode } from "react";

const address = /https?:\/\/[^\s"'<>]+[^\s"'<>.,;:!?)\]}]/g;

/** A text whose web addresses can be followed. */
export function withLinks(text: string): ReactNode {
  if (!text.includes("://")) return text;
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    parts.push(
      text.slice(end, match.index),
      <a key={match.index} href={match[0]} target="_blank" rel="noreferrer noopener">
        {match[0]}
      </a>,
    );
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
