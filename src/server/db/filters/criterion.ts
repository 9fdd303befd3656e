// The operators of filters, in one place. A criterion that says nothing is met by every row.
// Source: http-api §15.

import { type Expression, expressionBuilder, sql, type SqlBool, type StringReference } from "kysely";
import { microsFromWire } from "../../../schemas/iso-time.ts";
import type { DatabaseName } from "../columns.ts";
import type { Tables } from "../tables.ts";

export type Condition = Expression<SqlBool>;
export type Column = StringReference<Tables, keyof Tables>;

type Operator = "and_" | "or_" | undefined;
type Maybe<T> = T | null | undefined;

/** The criteria on one column, as they are on the wire. */
export interface Criterion {
  operator?: Operator;
  any_?: Maybe<readonly string[]>;
  not_any_?: Maybe<readonly string[]>;
  like_?: Maybe<string>;
  startswith_?: Maybe<readonly string[]>;
  is_null_?: Maybe<boolean>;
  exists_?: Maybe<boolean>;
  eq_?: Maybe<boolean>;
  ge_?: Maybe<number>;
  le_?: Maybe<number>;
  before_?: Maybe<string>;
  after_?: Maybe<string>;
}

export interface TagsCriterion {
  operator?: Operator;
  all_?: Maybe<readonly string[]>;
  any_?: Maybe<readonly string[]>;
  is_null_?: Maybe<boolean>;
}

/** For expressions that no single table owns. */
export const eb = expressionBuilder<Tables, keyof Tables>();

/** Rows for which all the conditions hold; those that say nothing are left out. */
export function every(conditions: readonly (Condition | undefined)[]): Condition {
  return eb.and(conditions.filter((condition) => condition !== undefined));
}

export function joined(operator: Operator, conditions: readonly (Condition | undefined)[]): Condition {
  const said = conditions.filter((condition) => condition !== undefined);
  return operator === "or_" && said.length > 0 ? eb.or(said) : eb.and(said);
}

/** A row for which the inner query finds something. */
export function exists(query: Expression<unknown>): Condition {
  return eb.exists(query);
}

export const never: Condition = sql<SqlBool>`(1 = 0)`;

/** The condition that the criteria put on a column. */
export function on(column: Column, criterion: Maybe<Criterion>): Condition | undefined {
  if (criterion === null || criterion === undefined) return undefined;
  return joined(criterion.operator, [
    within(column, criterion.any_),
    outside(column, criterion.not_any_),
    like(column, criterion.like_),
    startsWith(column, criterion.startswith_),
    ifGiven(criterion.is_null_, (isNull) => nullness(column, isNull)),
    ifGiven(criterion.exists_, (isThere) => nullness(column, !isThere)),
    ifGiven(criterion.eq_, (value) => compare(column, "=", value)),
    ifGiven(criterion.ge_, (value) => compare(column, ">=", value)),
    ifGiven(criterion.le_, (value) => compare(column, "<=", value)),
    ifGiven(criterion.before_, (time) => compare(column, "<=", microsFromWire(time))),
    ifGiven(criterion.after_, (time) => compare(column, ">=", microsFromWire(time))),
  ]);
}

/** An empty list matches nothing. */
export function within(column: Column, values: Maybe<readonly string[]>): Condition | undefined {
  if (values === null || values === undefined) return undefined;
  return values.length === 0 ? never : eb(column, "in", values as readonly never[]);
}

/** An empty list excludes nothing. */
function outside(column: Column, values: Maybe<readonly string[]>): Condition | undefined {
  if (values === null || values === undefined || values.length === 0) return undefined;
  return eb(column, "not in", values as readonly never[]);
}

/** Case-insensitive substring. */
export function like(column: Column, text: Maybe<string>): Condition | undefined {
  return ifGiven(text, (part) => matches(column, `%${literally(part)}%`));
}

function startsWith(column: Column, prefixes: Maybe<readonly string[]>): Condition | undefined {
  return ifGiven(prefixes, (all) => eb.or(all.map((prefix) => matches(column, `${literally(prefix)}%`))));
}

function matches(column: Column, pattern: string): Condition {
  return sql<SqlBool>`lower(${sql.ref(column)}) LIKE lower(${pattern}) ESCAPE '\\'`;
}

/** The text with what LIKE would take for a wildcard escaped. */
function literally(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

export function nullness(column: Column, isNull: boolean): Condition {
  return eb(column, isNull ? "is" : "is not", null);
}

function compare(column: Column, operator: "=" | ">=" | "<=", value: boolean | number): Condition {
  return eb(column, operator, value as never);
}

/** A time that may stand for another: `start_time` falls back on the expected start. */
export function onTime(time: Expression<unknown>, criterion: Maybe<Criterion>): Condition | undefined {
  if (criterion === null || criterion === undefined) return undefined;
  return joined(criterion.operator, [
    ifGiven(criterion.before_, (before) => sql<SqlBool>`${time} <= ${microsFromWire(before)}`),
    ifGiven(criterion.after_, (after) => sql<SqlBool>`${time} >= ${microsFromWire(after)}`),
  ]);
}

/** What the criteria put on a list of tags. */
export function onTags(column: Column, criterion: Maybe<TagsCriterion>, database: DatabaseName): Condition | undefined {
  if (criterion === null || criterion === undefined) return undefined;
  const { all_, any_, is_null_, operator } = criterion;
  return joined(operator, [
    ifGiven(all_, (tags) => every(tags.map((tag) => hasTag(column, [tag], database)))),
    ifGiven(any_, (tags) => (tags.length === 0 ? never : hasTag(column, tags, database))),
    ifGiven(is_null_, (isEmpty) => (isEmpty ? noTags(column) : sql<SqlBool>`NOT ${noTags(column)}`)),
  ]);
}

function hasTag(column: Column, tags: readonly string[], database: DatabaseName): Condition {
  const listed = sql.ref(column);
  if (database === "postgres") return sql<SqlBool>`jsonb_exists_any(${listed}, ${[...tags]}::text[])`;
  return sql<SqlBool>`EXISTS (SELECT 1 FROM json_each(${listed}) WHERE json_each.value IN (${sql.join(tags)}))`;
}

function noTags(column: Column): Condition {
  return sql<SqlBool>`(${sql.ref(column)} = '[]')`;
}

function ifGiven<T>(value: Maybe<T>, then: (value: T) => Condition | undefined): Condition | undefined {
  return value === null || value === undefined ? undefined : then(value);
}
