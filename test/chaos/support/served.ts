// A server and the program that serves flows from it, both as processes that can be killed.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "../../../src/client/client.ts";
import type { AnswerOf } from "../../../src/schemas/route.ts";
import type { Routes } from "../../../src/schemas/routes/index.ts";
import type { JsonObject } from "../../../src/lib/json.ts";
import { isTerminal } from "../../../src/schemas/state.ts";
import { makeWorkplace, type RunningProgram, type RunningServer, type Workplace } from "../../support/command-line.ts";

const program = fileURLToPath(new URL("../fixtures/served-flow.ts", import.meta.url));

export type FlowRun = AnswerOf<Routes["GET /flow_runs/{id:uuid}"]>;

export class Served implements AsyncDisposable {
  readonly #workplace: Workplace;
  readonly #port: string;
  readonly #env: Record<string, string>;
  readonly journal: string;
  readonly client: Client;
  server: RunningServer;
  runner!: RunningProgram;

  constructor(workplace: Workplace, server: RunningServer, env: Record<string, string>) {
    this.#workplace = workplace;
    this.#port = new URL(server.url).port;
    this.#env = env;
    this.server = server;
    this.journal = join(workplace.home, "journal.txt");
    this.client = createClient({
      baseUrl: server.api,
      fetch: (request) => fetch(request),
      retry: { retries: 100, sleep: () => sleep(100) },
    });
  }

  static async open(env: Record<string, string> = {}): Promise<Served> {
    const workplace = await makeWorkplace();
    const served = new Served(workplace, await workplace.serve(["--no-ui"], env), env);
    await served.startRunner();
    return served;
  }

  async startServer(): Promise<void> {
    this.server = await this.#workplace.serve(["--no-ui", "--port", this.#port], this.#env);
  }

  async startRunner(): Promise<void> {
    const env = { ...this.#env, SLUICE_API_URL: this.server.api, CHAOS_JOURNAL: this.journal };
    this.runner = this.#workplace.start("node", [program], env);
    await this.runner.saying("Ctrl+C stops");
  }

  async killRunner(): Promise<void> {
    this.runner.child.kill("SIGKILL");
    await this.runner.ended();
  }

  /** Creates runs of a flow that is served. */
  async trigger(flow: string, count = 1, parameters: JsonObject = {}): Promise<string[]> {
    const params = { flow_name: flow, deployment_name: "served" };
    const { id } = await this.client.call("GET /deployments/name/{flow_name}/{deployment_name}", { params });
    const runs = Array.from({ length: count }, () =>
      this.client.call("POST /deployments/{id:uuid}/create_flow_run", { params: { id }, body: { parameters } }),
    );
    return (await Promise.all(runs)).map((run) => run.id);
  }

  run(id: string): Promise<FlowRun> {
    return this.client.call("GET /flow_runs/{id:uuid}", { params: { id } });
  }

  /** Waits until all of these runs are in a state of one of these names. */
  async until(ids: readonly string[], ...names: string[]): Promise<FlowRun[]> {
    for (const began = Date.now(); ;) {
      const runs = await Promise.all(ids.map((id) => this.run(id)));
      const other = runs.filter((run) => !names.includes(run.state_name ?? ""));
      if (other.length === 0) return runs;
      for (const run of other) refuseEnd(run);
      if (Date.now() - began > longestWaitMs)
        throw new Error(`Still not ${names.join(" or ")}: ${other.map(described).join("; ")}\n${this.runner.text()}`);
      await sleep(50);
    }
  }

  async cancel(id: string): Promise<void> {
    const state = { type: "CANCELLING" as const };
    await this.client.call("POST /flow_runs/{id:uuid}/set_state", { params: { id }, body: { state } });
  }

  lines(): string[] {
    return existsSync(this.journal) ? readFileSync(this.journal, "utf8").trimEnd().split("\n") : [];
  }

  /** Waits for so many lines that begin so. */
  async untilNoted(start: string, count = 1): Promise<string[]> {
    for (;;) {
      const found = this.lines().filter((line) => line.startsWith(start));
      if (found.length >= count) return found;
      await sleep(20);
    }
  }

  /** The processes of runs that are alive, by what they have noted. */
  processes(): number[] {
    const pids = this.lines().flatMap((line) => /^(?:started \S+|waiting) (\d+)$/.exec(line)?.[1] ?? []);
    return [...new Set(pids)].map(Number).filter(isAlive);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.runner.child.kill("SIGKILL");
    await this.runner.ended();
    for (const pid of this.processes()) process.kill(pid, "SIGKILL");
    await this.#workplace[Symbol.asyncDispose]();
  }
}

const longestWaitMs = 120_000;

function described({ id, state_name, state, updated }: FlowRun): string {
  return `${id} ${state_name} ${state?.message ?? ""} since ${updated}`;
}

/** A run that has ended otherwise comes to no other end: say so at once. */
function refuseEnd({ id, state_name, state_type, state }: FlowRun): void {
  if (state_type === null || !isTerminal(state_type)) return;
  throw new Error(`The run ${id} is ${state_name}: ${state?.message}`);
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Tasks that were started after their end had been reported to their flow: there must be none. */
export function startedAgain(lines: readonly string[]): string[] {
  const reported = new Set<string>();
  const again: string[] = [];
  for (const line of lines) {
    const [what, which = ""] = line.split(" ");
    if (what === "reported") reported.add(which);
    if (what === "started" && reported.has(which)) again.push(which);
  }
  return again;
}
