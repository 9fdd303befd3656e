// Questions and answers over a message channel: a thread's port, or a child process's.
//
// Invariants
//   L1. A question is answered once, or fails with the reason why the line was closed.
//   L2. Messages arrive in the order in which they were sent.

import { richFailure } from "../../serializers/encode-failure.ts";

/** One end of a channel. What it carries is structured-cloned. */
export interface Port {
  post(message: unknown): void;
  listen(listener: (message: unknown) => void): void;
}

/** What one side can be asked, by name. */
export type Services<S> = { [K in keyof S]: (body: never) => unknown };

type Body<S, K extends keyof S> = S[K] extends (body: infer B) => unknown ? B : never;
type Answer<S, K extends keyof S> = S[K] extends (body: never) => infer R ? Awaited<R> : never;

type Message =
  | { kind: "ask"; id: number; name: string; body: unknown }
  | { kind: "tell"; name: string; body: unknown }
  | { kind: "answer"; id: number; value: unknown }
  | { kind: "failure"; id: number; error: string };

interface Question {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

export class Line<Ours extends Services<Ours>, Theirs extends Services<Theirs>> {
  readonly #port: Port;
  readonly #ours: Ours;
  readonly #open = new Map<number, Question>();
  #count = 0;
  #closed: { reason: unknown } | undefined;

  constructor(port: Port, ours: Ours) {
    this.#port = port;
    this.#ours = ours;
    port.listen((message) => this.#hear(message as Message));
  }

  ask<K extends keyof Theirs & string>(name: K, body: Body<Theirs, K>): Promise<Answer<Theirs, K>> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed.reason);
      const id = ++this.#count;
      this.#open.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#post({ kind: "ask", id, name, body });
    });
  }

  /** Says something that needs no answer. */
  tell<K extends keyof Theirs & string>(name: K, body: Body<Theirs, K>): void {
    if (this.#closed === undefined) this.#post({ kind: "tell", name, body });
  }

  /** The other side is gone: fails what is still open, and everything that is asked from now on. */
  close(reason: unknown): void {
    this.#closed ??= { reason };
    for (const { reject } of this.#open.values()) reject(reason);
    this.#open.clear();
  }

  #post(message: Message): void {
    this.#port.post(message);
  }

  #hear(message: Message): void {
    switch (message.kind) {
      case "ask":
        return void this.#answer(message.id, message);
      case "tell":
        return void this.#serve(message);
      case "answer":
        return this.#take(message.id)?.resolve(message.value);
      case "failure":
        return this.#take(message.id)?.reject(richFailure.decode(message.error));
    }
  }

  async #answer(id: number, asked: { name: string; body: unknown }): Promise<void> {
    let answer: Message;
    try {
      answer = { kind: "answer", id, value: await this.#serve(asked) };
    } catch (error) {
      answer = { kind: "failure", id, error: richFailure.encode(error) };
    }
    if (this.#closed === undefined) this.#post(answer);
  }

  #serve({ name, body }: { name: string; body: unknown }): unknown {
    return (this.#ours[name as keyof Ours] as (body: never) => unknown).call(this.#ours, body as never);
  }

  #take(id: number): Question | undefined {
    const question = this.#open.get(id);
    this.#open.delete(id);
    return question;
  }
}
