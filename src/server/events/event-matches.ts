// The whole meaning of an event filter, on one event. Source: http-api §11, §15.

import type { EventFilter } from "../../schemas/filters/event-filter.ts";
import { microsFromWire } from "../../schemas/iso-time.ts";
import { type KnownEvent, resourceIdLabel, roleLabel } from "../db/events/events.ts";
import { listOf } from "../db/filters/event-filter.ts";
import { parseTextQuery } from "../db/filters/text-query.ts";

type Labels = Readonly<Record<string, string>>;
type Texts = readonly string[] | null | undefined;

interface ResourceCriteria {
  id?: Texts;
  id_prefix?: Texts;
  labels?: Readonly<Record<string, string | string[]>> | null | undefined;
  role?: Texts;
  resources_in_roles?: readonly (readonly [string, string])[] | null | undefined;
}

export function eventMatches(filter: EventFilter, event: KnownEvent): boolean {
  return (
    isWithin(filter.occurred, event) &&
    nameMatches(filter.event, event.event) &&
    meets(filter.id?.id, (ids) => ids.includes(event.id)) &&
    (!filter.resource || resourceMatches(filter.resource, event.resource)) &&
    saying(filter.related).every((criteria) => event.related.some((one) => resourceMatches(criteria, one))) &&
    saying(filter.any_resource).every((criteria) =>
      [event.resource, ...event.related].some((one) => resourceMatches(criteria, one)),
    ) &&
    (!filter.text || says(event, filter.text.query))
  );
}

/** The criteria that say something: clients send empty ones, too. */
function saying<T extends object>(criteria: T | T[] | null | undefined): T[] {
  const isSaid = (value: unknown) =>
    value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
  return listOf(criteria).filter((one) => Object.values(one).some(isSaid));
}

function isWithin(occurred: EventFilter["occurred"], event: KnownEvent): boolean {
  const { since, until } = occurred ?? {};
  return (
    (since === undefined || event.occurred >= microsFromWire(since)) &&
    (until === undefined || event.occurred <= microsFromWire(until))
  );
}

function nameMatches(filter: EventFilter["event"], name: string): boolean {
  const begins = (prefixes: readonly string[]) => prefixes.some((prefix) => name.startsWith(prefix));
  return (
    meets(filter?.name, (names) => names.includes(name)) &&
    meets(filter?.prefix, begins) &&
    meets(filter?.exclude_name, (names) => !names.includes(name)) &&
    meets(filter?.exclude_prefix, (prefixes) => !begins(prefixes))
  );
}

function resourceMatches(criteria: ResourceCriteria, labels: Labels): boolean {
  const id = labels[resourceIdLabel] ?? "";
  const role = labels[roleLabel] ?? "";
  return (
    meets(criteria.id, (ids) => ids.includes(id)) &&
    meets(criteria.id_prefix, (prefixes) => prefixes.some((prefix) => id.startsWith(prefix))) &&
    meets(criteria.role, (roles) => roles.includes(role)) &&
    meets(criteria.resources_in_roles, (pairs) => pairs.some(([of, as]) => of === id && as === role)) &&
    labelsMatch(criteria.labels ?? {}, labels)
  );
}

/** An empty list, as none, is no criterion. */
function meets<T>(values: readonly T[] | null | undefined, test: (values: readonly T[]) => boolean): boolean {
  return values === null || values === undefined || values.length === 0 || test(values);
}

/** Whether a resource has every label of a specification: `*` is any text, a leading `!` is "not", a list is "one of". */
export function labelsMatch(specification: Readonly<Record<string, string | string[]>>, labels: Labels): boolean {
  return Object.entries(specification).every(([label, wanted]) => {
    const value = labels[label];
    return value !== undefined && valueMatches(typeof wanted === "string" ? [wanted] : wanted, value);
  });
}

function valueMatches(wanted: readonly string[], value: string): boolean {
  const unwanted = wanted.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  const allowed = wanted.filter((pattern) => !pattern.startsWith("!"));
  if (unwanted.some((pattern) => isLike(value, pattern))) return false;
  return allowed.length === 0 || allowed.some((pattern) => isLike(value, pattern));
}

/** Finds each part of the pattern after the one before: no regular expression that a client could make slow. */
function isLike(value: string, pattern: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  const last = parts.pop();
  if (last === undefined) return value === pattern;
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  let from = first.length;
  const end = value.length - last.length;
  for (const part of parts) {
    const at = value.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}

function says(event: KnownEvent, query: string): boolean {
  const labels = [event.resource, ...event.related].flatMap((resource) => Object.values(resource));
  const text = [event.event, ...labels, JSON.stringify(event.payload)].join("\n").toLowerCase();
  const { include, exclude, required } = parseTextQuery(query.toLowerCase());
  const has = (word: string) => text.includes(word);
  return (include.length === 0 || include.some(has)) && required.every(has) && !exclude.some(has);
}
