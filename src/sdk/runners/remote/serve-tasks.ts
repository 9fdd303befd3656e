// The worker's side: runs the tasks that the parent sends, one at a time.

import { runInContext } from "../../context.ts";
import { callOf, observe } from "../../engine/calls/call.ts";
import { endOpenCalls } from "../../engine/calls/open-calls.ts";
import { Stopper } from "../../engine/stopper.ts";
import { CancelledRun } from "../../errors.ts";
import { isFuture } from "../../future.ts";
import { installHost } from "../../host.ts";
import { richFailure } from "../../serializers/encode-failure.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import { printsAreLogged } from "../../logging/print-capture.ts";
import type { TaskEnvelope } from "./envelope.ts";
import { fetchOver } from "./fetch-over-line.ts";
import { Line, type Port } from "./line.ts";
import { type Outcome, returned, threw } from "./outcome.ts";
import { type ParentLine, ParentsRunner } from "./parents-runner.ts";
import { type RemoteBody, unpackBody } from "./remote-frames.ts";
import { storageOver } from "./storage-over-line.ts";
import { loadTask } from "./task-reference.ts";

export function serveTasks(port: Port): void {
  new TaskServer(port);
}

class TaskServer {
  readonly #line: ParentLine;
  #isReady = false;
  #stopper = new Stopper();
  #body: RemoteBody | undefined;

  constructor(port: Port) {
    this.#line = new Line(port, {
      run: (envelope) => this.#run(envelope),
      stop: (reason) => this.#stopper.stop(richFailure.decode(reason)),
      submittedBegins: (number) => this.#submittedBegins(number),
      end: () => this.#end(),
    });
  }

  async #run(envelope: TaskEnvelope): Promise<Outcome> {
    this.#stopper = new Stopper();
    try {
      if (!this.#isReady) await this.#makeReady();
      const definition = await loadTask(envelope.reference);
      this.#body = await unpackBody(envelope, definition, this.#line);
      if (this.#stopper.isStopped) throw this.#stopper.reason; // while its module was loading
      return await this.#runBody(definition, this.#body);
    } catch (error) {
      return threw(error);
    } finally {
      this.#body = undefined;
    }
  }

  /** What a module does while it is loaded may reach the server already. */
  async #makeReady(): Promise<void> {
    const { url, kind, headers, secretKey } = await this.#line.ask("host", undefined);
    installHost({
      openApi: () => Promise.resolve({ url, kind, ...(headers && { headers }), fetch: fetchOver(this.#line) }),
      openResultStorage: () => storageOver(this.#line),
      secretKey: () => secretKey,
    });
    this.#isReady = true;
  }

  async #runBody(definition: TaskDefinition, body: RemoteBody): Promise<Outcome> {
    const { context, frame, args, receiver } = body;
    this.#stopper.onStop((reason) => frame.stopper.stop(reason));
    if (frame.logPrints) printsAreLogged();
    let outcome: Outcome;
    this.#line.tell("begin", undefined);
    try {
      const value: unknown = await runInContext(context, () => definition.fn.apply(receiver, args as never[]));
      outcome = returned(isFuture(value) ? await observe(callOf(value)).settled : value, definition.name);
    } catch (error) {
      outcome = threw(error);
    }
    await this.#close(body, {
      isFailure: outcome.kind === "error",
      graceSeconds: context.flow?.definition.graceSeconds ?? 0,
    });
    return outcome;
  }

  #submittedBegins(number: number): void {
    const runner = this.#body?.context.flow?.runner;
    if (runner instanceof ParentsRunner) runner.begin(number);
  }

  /** The grace period is over: what the body still does is dropped, and the calls that it made are recorded as cancelled. */
  async #end(): Promise<void> {
    const body = this.#body;
    if (body === undefined) return;
    this.#stopper.stop(new CancelledRun("The grace period is over."));
    await this.#close(body, { isFailure: true, graceSeconds: 0 });
  }

  /** Ends the calls of a body, and waits until all that it recorded is accepted by the store. */
  async #close({ frame, context }: RemoteBody, options: { isFailure: boolean; graceSeconds: number }): Promise<void> {
    await endOpenCalls(frame.openCalls, { ...options, context });
    frame.isOver = true;
    await frame.recorder.flush();
  }
}
