import Markdown from "react-markdown";
import gfm from "remark-gfm";
import classes from "./markdown-text.module.css";

/** Markdown without HTML in it: what a flow wrote cannot run here. */
export function MarkdownText({ text }: { text: string }) {
  return (
    <div className={classes.text}>
      <Markdown
        remarkPlugins={[gfm]}
        components={{ a: ({ node: _, ...link }) => <a {...link} target="_blank" rel="noreferrer noopener" /> }}
      >
        {text}
      </Markdown>
    </div>
  );
}
