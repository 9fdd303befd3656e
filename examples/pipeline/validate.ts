import { z } from "zod";
import { getRunLogger, task } from "../../src/index.ts";

const Flight = z.object({
  date: z.string().regex(/^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}$/),
  delay: z.number().int().min(-45, "left more than 45 minutes early").max(360, "left more than 6 hours late"),
  distance: z.number().positive(),
  origin: z.string().length(3),
  destination: z.string().length(3),
});
export type Flight = z.infer<typeof Flight>;

export interface Rejected {
  row: unknown;
  reason: string;
}

/** Parts the rows that make sense from those that do not. */
export const validateFlights = task(
  { name: "validate-flights" },
  (rows: unknown[], airports: ReadonlyMap<string, string>) => {
    const accepted: Flight[] = [];
    const rejected: Rejected[] = [];
    for (const row of rows) {
      const { data, error } = Flight.safeParse(row);
      if (error !== undefined) rejected.push({ row, reason: error.issues[0]?.message ?? "not a flight" });
      else if (!airports.has(data.origin)) rejected.push({ row, reason: `unknown airport ${data.origin}` });
      else accepted.push(data);
    }
    if (rejected.length > 0) getRunLogger().warn("%d of %d rows rejected", rejected.length, rows.length);
    return { accepted, rejected };
  },
);
