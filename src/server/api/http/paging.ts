import { unprocessable } from "./api-error.ts";
import type { Api } from "./serve.ts";

export interface Slice {
  readonly limit: number;
  readonly offset: number;
}

/** The rows that a list body asks for. */
export function sliceOf(body: { limit?: number | null | undefined; offset: number | null }, api: Api): Slice {
  return { limit: limitOf(body.limit, api), offset: body.offset ?? 0 };
}

export function limitOf(asked: number | null | undefined, { settings }: Api): number {
  const limit = asked ?? settings.defaultLimit;
  if (limit < 0) throw unprocessable("Invalid limit: must be greater than or equal to 0.");
  if (limit > settings.defaultLimit) {
    throw unprocessable(`Invalid limit: must be less than or equal to ${settings.defaultLimit}.`);
  }
  return limit;
}

export interface Page<T> {
  results: T[];
  count: number;
  limit: number;
  pages: number;
  page: number;
}

/** One page of rows, with how many there are. */
export async function pageOf<T>(
  body: { limit?: number | null | undefined; page: number | null },
  api: Api,
  rows: { list: (slice: Slice) => Promise<T[]>; count: () => Promise<number> },
): Promise<Page<T>> {
  const limit = limitOf(body.limit, api);
  const page = body.page ?? 1;
  const [results, count] = await Promise.all([rows.list({ limit, offset: (page - 1) * limit }), rows.count()]);
  return { results, count, limit, pages: limit === 0 ? 0 : Math.ceil(count / limit), page };
}
