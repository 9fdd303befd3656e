import type { SchemaValueError } from "../../../src/schemas/ui.ts";

/** What the server says of the values at one place, and of those below it. */
export type FormErrors = readonly SchemaValueError[];

/** The messages about a value itself. */
export function messagesOf(errors: FormErrors): string | undefined {
  const messages = errors.filter((error) => typeof error === "string");
  return messages.length === 0 ? undefined : messages.join("; ");
}

/** What is said of a property or an item of the value. */
export function errorsBelow(errors: FormErrors, place: string | number): FormErrors {
  return errors.flatMap((error) => {
    if (typeof error === "string") return [];
    const at = "property" in error ? error.property : error.index;
    return at === place ? error.errors : [];
  });
}
