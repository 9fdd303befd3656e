// What a filter of events says to each of the tables that events come from. It may say less than the filter means: what
// is found is then held against the whole filter (events/event-matches.ts).

import { sql, type SqlBool } from "kysely";
import { isUuid } from "../../../lib/uuid.ts";
import type { EventFilter } from "../../../schemas/filters/event-filter.ts";
import type { DatabaseName } from "../columns.ts";
import { type Column, type Condition, eb, every, never, onTags, within } from "./criterion.ts";

type Maybe<T> = T | null | undefined;

/** Conditions for one table; `isExact` when rows that meet them match the filter. */
export interface Narrowed {
  where: Condition;
  isExact: boolean;
}

const always: Condition = sql<SqlBool>`(1 = 1)`;

/** Whether names, ids and resource ids are all that the filter asks about. */
function isPlain({ resource, related, any_resource, text }: EventFilter): boolean {
  const hasMore = resource && (hasLabels(resource.labels) || resource.distinct);
  return !hasMore && !text && [...listOf(related), ...listOf(any_resource)].every(asksForIds);
}

function asksForIds(criteria: Record<string, unknown>): boolean {
  return Object.entries(criteria).every(([name, value]) => name === "id" || value === null || value === undefined);
}

function hasLabels(labels: Maybe<object>): boolean {
  return labels !== null && labels !== undefined && Object.keys(labels).length > 0;
}

export function listOf<T>(filters: T | T[] | null | undefined): T[] {
  if (filters === null || filters === undefined) return [];
  return Array.isArray(filters) ? filters : [filters];
}

/** For the table of events. */
export function storedEventsWhere(filter: EventFilter): Narrowed {
  const where = every([
    onNames("event.event", "", filter.event),
    within("event.id", filled(filter.id?.id)),
    within("event.resource_id", filled(filter.resource?.id)),
    onPrefixes("event.resource_id", "", filled(filter.resource?.id_prefix)),
    ...listOf(filter.related).map(({ id }) => relatedTo(filled(id))),
    ...listOf(filter.any_resource).map(({ id }) => concerning(filled(id))),
  ]);
  return { where, isExact: isPlain(filter) };
}

function relatedTo(ids: readonly string[] | undefined): Condition | undefined {
  if (ids === undefined) return undefined;
  const related = eb
    .selectFrom("event_resource")
    .select("event_resource.event_id")
    .whereRef("event_resource.event_id", "=", "event.id")
    .where("event_resource.resource_id", "in", ids);
  return eb.exists(related);
}

function concerning(ids: readonly string[] | undefined): Condition | undefined {
  return ids === undefined ? undefined : eb.or([within("event.resource_id", ids)!, relatedTo(ids)!]);
}

interface StateTable {
  name: Column;
  stateId: Column;
  runId: Column;
  /** What the ids of the resource begin with. */
  base: string;
  /** Columns that hold ids of related resources, by what those begin with. */
  related: Record<string, Column>;
  tags: Column;
}

const flowRunStates: StateTable = {
  name: "flow_run_state.name",
  stateId: "flow_run_state.id",
  runId: "flow_run_state.flow_run_id",
  base: "prefect.flow-run.",
  related: {
    "prefect.flow.": "flow_run.flow_id",
    "prefect.deployment.": "flow_run.deployment_id",
    "prefect.work-queue.": "flow_run.work_queue_id",
    "prefect.task-run.": "flow_run.parent_task_run_id",
  },
  tags: "flow_run.tags",
};

const taskRunStates: StateTable = {
  name: "task_run_state.name",
  stateId: "task_run_state.id",
  runId: "task_run_state.task_run_id",
  base: "prefect.task-run.",
  related: {
    "prefect.flow-run.": "task_run.flow_run_id",
    "prefect.flow.": "flow_run.flow_id",
    "prefect.deployment.": "flow_run.deployment_id",
  },
  tags: "task_run.tags",
};

export type StateKind = "flow_run" | "task_run";

/** For the states of flow runs or task runs. */
export function stateEventsWhere(filter: EventFilter, kind: StateKind, database: DatabaseName): Narrowed {
  const table = kind === "flow_run" ? flowRunStates : taskRunStates;
  const prefixes = filled(filter.resource?.id_prefix);
  const where = every([
    onNames(table.name, table.base, filter.event),
    within(table.stateId, filled(filter.id?.id)),
    ofRuns(table, filled(filter.resource?.id)),
    prefixes && !prefixes.some((prefix) => canBegin(table.base, prefix)) ? never : undefined,
    ...listOf(filter.related).map(({ id }) => stateRelatedTo(table, filled(id), database)),
    ...listOf(filter.any_resource).map(({ id }) => stateConcerning(table, filled(id), database)),
  ]);
  const isKnown = [...listOf(filter.related), ...listOf(filter.any_resource)].every(({ id }) =>
    (id ?? []).every((one) => isKnownKind(table, one)),
  );
  const isWholePrefix = (prefixes ?? []).every((prefix) => table.base.startsWith(prefix));
  return { where, isExact: isPlain(filter) && isKnown && isWholePrefix };
}

function canBegin(base: string, prefix: string): boolean {
  return base.startsWith(prefix) || prefix.startsWith(base);
}

function ofRuns({ runId, base }: StateTable, ids: readonly string[] | undefined): Condition | undefined {
  return ids === undefined ? undefined : within(runId, idsAfter(base, ids));
}

function idsAfter(base: string, resourceIds: readonly string[]): string[] {
  const ids = resourceIds.filter((id) => id.startsWith(base)).map((id) => id.slice(base.length));
  return ids.filter(isUuid);
}

const tag = "prefect.tag.";

/** Whether the columns tell what a state has to do with this resource. */
function isKnownKind({ base, related }: StateTable, id: string): boolean {
  return [base, tag, ...Object.keys(related)].some((start) => id.startsWith(start));
}

/** Undefined where an id is of a kind that this does not know. */
function stateRelatedTo(table: StateTable, ids: readonly string[] | undefined, database: DatabaseName) {
  if (ids === undefined) return undefined;
  if (!ids.every((id) => isKnownKind(table, id))) return undefined;
  const kinds = Object.entries(table.related);
  const tags = ids.filter((id) => id.startsWith(tag)).map((id) => id.slice(tag.length));
  return eb.or([
    ...kinds.map(([base, column]) => within(column, idsAfter(base, ids))!),
    ...(tags.length === 0 ? [] : [onTags(table.tags, { any_: tags }, database)!]),
  ]);
}

function stateConcerning(table: StateTable, ids: readonly string[] | undefined, database: DatabaseName) {
  if (ids === undefined) return undefined;
  const own = ids.filter((id) => id.startsWith(table.base));
  const others = ids.filter((id) => !id.startsWith(table.base));
  const related = others.length === 0 ? never : stateRelatedTo(table, others, database);
  return related === undefined ? undefined : eb.or([ofRuns(table, own)!, related]);
}

/** An empty list is no criterion here, other than in the filters of rows. */
function filled(values: Maybe<readonly string[]>): readonly string[] | undefined {
  return values === null || values === undefined || values.length === 0 ? undefined : values;
}

function onNames(column: Column, base: string, filter: EventFilter["event"]): Condition | undefined {
  if (filter === null || filter === undefined) return undefined;
  const without = (texts: readonly string[]) =>
    texts.filter((text) => text.startsWith(base)).map((text) => text.slice(base.length));
  const excluded = filled(filter.exclude_name);
  const excludedPrefix = onPrefixes(column, base, filled(filter.exclude_prefix));
  return every([
    filled(filter.name) && within(column, without(filter.name!)),
    onPrefixes(column, base, filled(filter.prefix)),
    excluded && eb.not(within(column, without(excluded))!),
    excludedPrefix && eb.not(excludedPrefix),
  ]);
}

/** Text that begins with one of the prefixes, where `base` stands before the column's own text. */
function onPrefixes(column: Column, base: string, prefixes: readonly string[] | undefined): Condition | undefined {
  if (prefixes === undefined) return undefined;
  if (prefixes.some((prefix) => base.startsWith(prefix))) return always;
  const own = prefixes.filter((prefix) => prefix.startsWith(base)).map((prefix) => prefix.slice(base.length));
  return own.length === 0 ? never : eb.or(own.map((prefix) => begins(column, prefix)));
}

/** A range, which an index serves; the last code point sorts behind every other in both databases. */
function begins(column: Column, prefix: string): Condition {
  return eb.and([eb(column, ">=", prefix as never), eb(column, "<", `${prefix}\u{10ffff}` as never)]);
}
