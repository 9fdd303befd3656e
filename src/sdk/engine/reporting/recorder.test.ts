import { expect, test } from "vitest";
import type { RecordAnswer, RecordItem } from "../../../schemas/record.ts";
import { ServerUnreachable } from "../../errors.ts";
import type { Api } from "../../host.ts";
import { type NewItem, Recorder, type RecorderOptions } from "./recorder.ts";

/** A server that answers when the test says so. */
class HeldServer {
  readonly batches: RecordItem[][] = [];
  #waiting: { settle(response: Response): void; fail(error: unknown): void; items: RecordItem[] }[] = [];

  readonly api: Api = {
    url: "http://held.test/api",
    kind: "http",
    fetch: async (request) => {
      const { items } = (await request.json()) as { items: RecordItem[] };
      this.batches.push(items);
      return await new Promise((settle, fail) => this.#waiting.push({ settle, fail, items }));
    },
  };

  answer(answerFor: (item: RecordItem) => Partial<RecordAnswer> = () => ({ status: "accepted" })): void {
    const { settle, items } = this.#waiting.shift()!;
    settle(Response.json({ answers: items.map((item) => ({ n: item.n, ...answerFor(item) })) }));
  }

  beAway(): void {
    this.#waiting.shift()!.fail(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
  }
}

const note = (text: string, attempt = "a"): NewItem => ({ kind: "note", attempt, flow_run_id: "r", text });
const texts = (items: readonly RecordItem[]): string[] =>
  items.map((item) => (item.kind === "note" ? item.text : item.kind));

async function recording(options: RecorderOptions = {}) {
  const server = new HeldServer();
  const recorder = new Recorder(server.api, options);
  const batch = async (count: number): Promise<void> => {
    await expect.poll(() => server.batches.length).toBe(count);
  };
  return { server, recorder, batch };
}

test("C1, A1: while a batch is on its way the next one fills", async () => {
  const { server, recorder, batch } = await recording();
  const first = recorder.record(note("1"));
  await batch(1);
  const others = [recorder.record(note("2")), recorder.record(note("3"))];
  server.answer();
  expect(await first).toMatchObject({ status: "accepted" });
  await batch(2);
  server.answer();
  await Promise.all(others);
  expect(server.batches.map(texts)).toEqual([["1"], ["2", "3"]]);
});

test("A4, L5: a batch that the server was away for is sent again as it was; that is said once, and nothing settles meanwhile", async () => {
  const said: string[] = [];
  const { server, recorder, batch } = await recording({
    onOffline: () => said.push("away"),
    onOnline: () => said.push("back"),
  });
  let isSettled = false;
  const recorded = recorder.record(note("1")).then(() => (isSettled = true));
  for (let attempt = 1; attempt <= 3; attempt++) {
    await batch(attempt);
    recorder.post(note(`later ${attempt}`));
    server.beAway();
  }
  await batch(4);
  expect(isSettled).toBe(false);
  server.answer();
  await recorded;
  expect(server.batches.map(texts)).toEqual([["1"], ["1"], ["1"], ["1"]]);
  expect(said).toEqual(["away", "back"]);
});

test("L5: with a limit it gives up once for all that waits, and keeps it for the spool", async () => {
  const { server, recorder, batch } = await recording({ offlineSeconds: 0 });
  const first = recorder.record(note("1"));
  await batch(1);
  const second = recorder.record(note("2"));
  second.catch(() => {}); // looked at below
  server.beAway();
  await expect(first).rejects.toThrow(ServerUnreachable);
  await expect(second).rejects.toThrow(ServerUnreachable);
  expect(texts(recorder.unanswered())).toEqual(["1", "2"]);
});

test("R4: what is on its way counts as unanswered", async () => {
  const { server, recorder, batch } = await recording();
  recorder.post(note("1"));
  await batch(1);
  recorder.post(note("2"));
  expect(texts(recorder.unanswered())).toEqual(["1", "2"]);
  server.answer();
  await batch(2);
  server.answer();
  await recorder.flush();
  expect(recorder.unanswered()).toEqual([]);
});

test("A5: an attempt that was silenced says nothing more, another one does", async () => {
  const { server, recorder, batch } = await recording();
  recorder.post(note("last word", "a"));
  recorder.silence("a", "it crashed");
  recorder.post(note("too late", "a"));
  expect(await recorder.record(note("too late", "a"))).toMatchObject({ status: "refused", code: "superseded" });
  recorder.post(note("other", "b"));
  await batch(1);
  server.answer();
  expect(server.batches.map(texts)).toEqual([["last word", "other"]]);
});

test("L3: a refusal for being superseded stops its attempt", async () => {
  const { server, recorder, batch } = await recording();
  const stopped: string[] = [];
  recorder.onSuperseded("a", (reason) => stopped.push(reason));
  const answer = recorder.record(note("1", "a"));
  await batch(1);
  server.answer(() => ({ status: "refused", code: "superseded", reason: "taken over" }));
  await answer;
  expect(stopped).toEqual(["taken over"]);
});

test("A6: who waits for room is let in, in order, when a batch leaves, also where nobody records anything then", async () => {
  const { server, recorder, batch } = await recording();
  for (let n = 0; n < 4_000; n++) recorder.post(note(String(n)));
  const entered: number[] = [];
  const waiting = Array.from({ length: 9_000 }, (_, n) => recorder.room()!.then(() => entered.push(n)));
  expect(recorder.room()).toBeInstanceOf(Promise);
  await batch(1);
  await Promise.all(waiting);
  expect(entered).toEqual(Array.from({ length: 9_000 }, (_, n) => n));
  server.answer();
  await batch(2);
  server.answer();
  await recorder.flush();
  expect(recorder.room()).toBeUndefined();
});
