import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import classes from "./json-editor.module.css";

export interface JsonEditorProps {
  label: string;
  text: string;
  onChange: (text: string) => void;
}

/** A field for JSON. The text that it was opened with is its own from then on. */
export function JsonEditor({ label, text, onChange }: JsonEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const change = useRef(onChange);
  const first = useRef(text);
  useEffect(() => {
    change.current = onChange;
  }, [onChange]);
  useEffect(() => {
    const state = EditorState.create({
      doc: first.current,
      extensions: [
        lineNumbers(),
        history(),
        bracketMatching(),
        json(),
        syntaxHighlighting(defaultHighlightStyle),
        keymap.of([...defaultKeymap, ...historyKeymap]), // Tab leaves the field, as in every other
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of((update) => update.docChanged && change.current(update.state.doc.toString())),
      ],
    });
    const view = new EditorView({ state, parent: place.current! });
    return () => view.destroy();
  }, [label]);
  return <div ref={place} className={classes.editor} />;
}
