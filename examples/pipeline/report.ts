import type { AirportDelays } from "./load.ts";
import type { Rejected } from "./validate.ts";

export interface ReportParts {
  delays: readonly AirportDelays[];
  loaded: number;
  rejected: readonly Rejected[];
}

/** What a reader should know, in a few lines of markdown. */
export function delayReport({ delays, loaded, rejected }: ReportParts): string {
  const reasons = Map.groupBy(rejected, ({ reason }) => reason);
  return [
    "# Flight delays, first quarter of 2001",
    "",
    `**${loaded.toLocaleString("en")}** flights; latest on average: **${delays[0]?.airport ?? "none"}**.`,
    "",
    "## Rows that were left out",
    ...[...reasons].map(([reason, rows]) => `- ${reason}: ${rows.length}`),
  ].join("\n");
}
