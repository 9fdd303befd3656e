/** The words of a text query. Source: http-api §15. */
export interface TextQuery {
  /** One of them is enough. */
  include: string[];
  exclude: string[];
  required: string[];
}

// A word or a quoted phrase, with what says how it is meant; a backslash takes the meaning from the next character.
const term = /([-!+]?)(?:"((?:\\.|[^"\\])*)"?|((?:\\.|[^\s"\\])+))/g;

/** `error -timeout "lost connection" +db` */
export function parseTextQuery(query: string): TextQuery {
  const parsed: TextQuery = { include: [], exclude: [], required: [] };
  for (const [, sign = "", phrase, word] of query.matchAll(term)) {
    const text = (phrase ?? word ?? "").replace(/\\(.)/g, "$1");
    if (text === "") continue;
    const list = sign === "" ? parsed.include : sign === "+" ? parsed.required : parsed.exclude;
    list.push(text);
  }
  return parsed;
}
