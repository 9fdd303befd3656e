// What the compiler knows of flows and tasks: `npm run check` compiles this file, and nothing runs it.

import { expectTypeOf } from "vitest";
import { z } from "zod";
import {
  asCompleted,
  type CallPromise,
  Failed,
  flow,
  type Future,
  type FutureList,
  type State,
  task,
  unmapped,
} from "../../src/index.ts";

const count = task(function count(text: string, stopWords: string[] = []): number {
  return text.length - stopWords.length;
});
const fetchPage = task({ retries: 3 }, async function fetchPage(url: string): Promise<{ body: string }> {
  return { body: url };
});
const lines = task({ name: "lines" }, async function* (text: string): AsyncGenerator<string, number, undefined> {
  yield text;
  return 1;
});
const fallback = flow(async (urls: string[], top = 10) => urls.slice(0, top));
const crawl = flow(
  { name: "crawl", parameters: z.object({ urls: z.array(z.string()), top: z.number().default(10) }) },
  async ({ urls, top }) => {
    expectTypeOf(urls).toEqualTypeOf<string[]>();
    expectTypeOf(top).toEqualTypeOf<number>();
    return new Map<string, number>();
  },
);
const positional = flow(async function positional(n: number, name = "x"): Promise<string> {
  return name.repeat(n);
});

const doomed = task("doomed", () => {
  throw new Error("always");
});

/** Never called: the types of expressions are what counts. */
export async function uses(): Promise<void> {
  expectTypeOf(count("a")).toEqualTypeOf<CallPromise<number>>();
  expectTypeOf(await count("a", ["b"])).toEqualTypeOf<number>();
  expectTypeOf(count("a").state()).toEqualTypeOf<Promise<State<number>>>();
  expectTypeOf(doomed()).toEqualTypeOf<CallPromise<never>>();
  expectTypeOf(count.submit("a")).toEqualTypeOf<Future<number>>();
  expectTypeOf(await fetchPage.submit("a").result()).toEqualTypeOf<{ body: string }>();
  expectTypeOf(count.map(["a", "b"], unmapped(["the"]))).toEqualTypeOf<FutureList<number>>();
  expectTypeOf(await count.map(["a"]).results()).toEqualTypeOf<number[]>();
  expectTypeOf(fetchPage.withOptions({ retries: 1 }).submit("x")).toEqualTypeOf<Future<{ body: string }>>();

  // Futures, states, promises of calls, and lists of futures go where values go.
  const text = task(function text(): string {
    return "";
  });
  void count(text.submit());
  void count(text());
  void count(await text.submit().wait());
  void count(text.submit(), [text.submit(), "literal"]);
  count.map([text.submit(), "b"], unmapped(["the"]));
  for await (const future of asCompleted(count.map(["a"]))) expectTypeOf(await future.result()).toEqualTypeOf<number>();

  // @ts-expect-error a number is no text
  void count(3);
  // @ts-expect-error the future of a number is no text
  void count(count.submit("a"));
  // @ts-expect-error there is no such option
  count.withOptions({ retrys: 1 });

  expectTypeOf(lines("a")).toEqualTypeOf<AsyncGenerator<string, number, undefined>>();

  expectTypeOf(crawl({ urls: [] })).toEqualTypeOf<CallPromise<Map<string, number>>>();
  expectTypeOf(crawl.submit({ urls: ["a"], top: 3 })).toEqualTypeOf<Future<Map<string, number>>>();
  // @ts-expect-error urls is missing
  void crawl({ top: 1 });
  expectTypeOf(await positional(1)).toEqualTypeOf<string>();
  expectTypeOf(fallback(["a"])).toEqualTypeOf<CallPromise<string[]>>();
  expectTypeOf(fallback(["a"], 3)).toEqualTypeOf<CallPromise<string[]>>();
  // @ts-expect-error the default says that it is a number
  void fallback(["a"], "3");
  expectTypeOf(positional.map([1, 2], "same")).toEqualTypeOf<FutureList<string>>();

  // A returned future or state stands for its value; a list of futures for their states.
  expectTypeOf(
    await flow(async function f() {
      return count.submit("a");
    })(),
  ).toEqualTypeOf<number>();
  expectTypeOf(
    await flow(async function g() {
      return [count.submit("a")];
    })(),
  ).toEqualTypeOf<State<number>[]>();
  expectTypeOf(
    await flow(async function h() {
      return Failed();
    })(),
  ).toEqualTypeOf<unknown>();

  class Importer {
    @task({ name: "load" })
    async load(table: string): Promise<number> {
      return table.length;
    }
  }
  expectTypeOf(await new Importer().load("users")).toEqualTypeOf<number>();
}
