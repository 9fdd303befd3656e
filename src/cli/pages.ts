const largestPage = 200;

/** Asks for rows page by page until there are as many as wanted, or no more. */
export async function inPages<Row>(
  limit: number,
  ask: (page: { limit: number; offset: number }) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  while (rows.length < limit) {
    const size = Math.min(largestPage, limit - rows.length);
    const page = await ask({ limit: size, offset: rows.length });
    rows.push(...page);
    if (page.length < size) break;
  }
  return rows;
}

/** The names of things by their ids, asked for a page of ids at a time. */
export async function namesOf(
  ids: readonly string[],
  ask: (ids: string[]) => Promise<readonly { id: string; name: string }[]>,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const wanted = [...new Set(ids)];
  for (let at = 0; at < wanted.length; at += largestPage) {
    for (const { id, name } of await ask(wanted.slice(at, at + largestPage))) names.set(id, name);
  }
  return names;
}
