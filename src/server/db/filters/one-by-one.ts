// Lists of the first rows, of several flows, deployments or states: an index has those of one in their order, but not
// those of several. So the first ones of each are found, and the first of them all are the first ones.

import type { Kysely } from "kysely";
import type { DatabaseName } from "../columns.ts";
import type { Tables } from "../tables.ts";
import { flowMatches } from "./flow-filter.ts";
import type { Filters } from "./related.ts";

const mostFilters = 20;
const mostRows = 10_000;
/** More flows than this are not looked at one by one anyway. */
const mostFlows = 200;

/** Filters which together mean the same, each for one value; undefined where there are none, or too many of them. */
export function oneByOne(filters: Filters, rows: number): Filters[] | undefined {
  const { flows, deployments, flow_runs } = filters;
  const each =
    several(flows?.id?.any_)?.map((id) => ({ ...filters, flows: { ...flows!, id: { ...flows!.id, any_: [id] } } })) ??
    several(deployments?.id?.any_)?.map((id) => ({
      ...filters,
      deployments: { ...deployments!, id: { ...deployments!.id, any_: [id] } },
    })) ??
    (isJoinedByOr(flow_runs)
      ? undefined
      : (several(flow_runs?.state?.type?.any_)?.map((type) => ({
          ...filters,
          flow_runs: {
            ...flow_runs!,
            state: { ...flow_runs!.state!, type: { ...flow_runs!.state!.type, any_: [type] } },
          },
        })) ??
        several(flow_runs?.state?.name?.any_)?.map((name) => ({
          ...filters,
          flow_runs: {
            ...flow_runs!,
            state: { ...flow_runs!.state!, name: { ...flow_runs!.state!.name, any_: [name] } },
          },
        }))));
  return each === undefined || each.length * rows > mostRows ? undefined : each;
}

function several<T>(values: readonly T[] | null | undefined): T[] | undefined {
  const distinct = [...new Set(values ?? [])];
  return distinct.length > 1 && distinct.length <= mostFilters ? distinct : undefined;
}

function isJoinedByOr(flowRuns: Filters["flow_runs"]): boolean {
  return flowRuns?.operator === "or_" || flowRuns?.state?.operator === "or_";
}

/** The same filters, where flows that are described by more than their ids are named by them. */
export async function withFlowIds(db: Kysely<Tables>, filters: Filters, database: DatabaseName): Promise<Filters> {
  const { flows } = filters;
  const isDescribed = Object.entries(flows ?? {}).some(
    ([name, value]) => name !== "operator" && name !== "id" && value,
  );
  if (!flows || !isDescribed) return filters;
  const found = await db
    .selectFrom("flow")
    .select("flow.id")
    .where(flowMatches(flows, database))
    .limit(mostFlows + 1)
    .execute();
  if (found.length > mostFlows) return filters;
  return { ...filters, flows: { operator: "and_", id: { any_: found.map(({ id }) => id) } } };
}
