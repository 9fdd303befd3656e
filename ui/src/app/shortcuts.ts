import { useHotkeys } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { pages } from "./pages.ts";

const sequenceMs = 1200;

/** `/` goes to the page's search; `g` and a letter go to a page. `j` and `k` belong to lists. */
export function useShortcuts(): void {
  const navigate = useNavigate();
  const begun = useRef(0);
  useHotkeys([
    ["/", focusSearch],
    ["g", () => void (begun.current = Date.now())],
  ]);
  useEffect(() => {
    const follow = (event: KeyboardEvent): void => {
      if (isTyping(event) || Date.now() - begun.current > sequenceMs) return;
      const page = pages.find(({ letter }) => letter === event.key);
      if (page === undefined) return;
      begun.current = 0;
      void navigate({ to: page.path });
    };
    addEventListener("keydown", follow);
    return () => removeEventListener("keydown", follow);
  }, [navigate]);
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>("main [data-search]")?.focus();
}

function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isField =
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  return isField || ctrlKey || metaKey || altKey;
}
