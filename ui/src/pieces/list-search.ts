import { textIn } from "./search-fields.ts";

/** What the address of a simple list holds. */
export interface ListSearch {
  name?: string;
}

export function listSearch(search: Record<string, unknown>): ListSearch {
  const name = textIn(search["name"]);
  return name === undefined ? {} : { name };
}
