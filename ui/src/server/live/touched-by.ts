// An event's name says what it is about; a query's key, by its route, what it shows. Where one may touch the other, the
// query is asked again. A question too many costs little; one too few is asked by the poll.

const shows: readonly [kind: string, routes: RegExp][] = [
  ["flow-run", /run|timeline|history|late|work_pool|work_queue|concurrency|\/flows|deployment|logs/],
  ["deployment", /deployment|run/],
  ["flow", /flow/],
  ["work-pool", /work_pool|work_queue|deployment/],
  ["work-queue", /work_pool|work_queue|deployment/],
  ["worker", /work_pool/],
  ["variable", /variable/],
  ["automation", /automation/],
  ["artifact-collection", /artifact/],
  ["artifact", /artifact/],
  ["block-document", /block/],
  ["block-type", /block/],
  ["concurrency-limit", /concurrency/],
];

/** Whether what a query shows may have been changed by one of the events. */
export function isTouched(queryKey: readonly unknown[], events: readonly string[]): boolean {
  const route = String(queryKey[0]);
  if (/\/events/.test(route)) return events.length > 0;
  return events.some((event) => !(isEnd(event) && isOfOne(route)) && (routesOf(event)?.test(route) ?? false));
}

/** What is gone is not asked for: whoever has deleted it is about to leave its page. */
function isEnd(event: string): boolean {
  return event.endsWith(".deleted");
}

function isOfOne(route: string): boolean {
  return /^GET .*\{/.test(route);
}

function routesOf(event: string): RegExp | undefined {
  const kind = /^prefect\.([^.]+)\./.exec(event)?.[1];
  return shows.find(([name]) => name === kind)?.[1];
}
