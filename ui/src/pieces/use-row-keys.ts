import { useEffect } from "react";

/** `j` and `k` go to the next and the previous row of the page's list, `x` selects it; Enter opens it as any link. */
export function useRowKeys(): void {
  useEffect(() => {
    const follow = (event: KeyboardEvent): void => {
      const { target, key, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey) return;
      if (
        target instanceof HTMLElement &&
        /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) &&
        !target.closest("[data-row]")
      )
        return;
      if (key === "j" || key === "k") moveFocus(key === "j" ? 1 : -1);
      if (key === "x")
        document.activeElement?.closest("[data-row]")?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
    };
    addEventListener("keydown", follow);
    return () => removeEventListener("keydown", follow);
  }, []);
}

function moveFocus(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at === -1 ? 0 : at + step];
  next?.querySelector<HTMLElement>("[data-row-link]")?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
