// Brands are registered symbols, so that values are recognised across copies of the package (engine.md T3).

export const brand: unique symbol = Symbol.for("sluice/brand");

export type Brand = "state" | "future" | "call" | "flow" | "task" | "annotation";

export function hasBrand(value: unknown, name: Brand): boolean {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    (value as { [brand]?: unknown })[brand] === name
  );
}
