import type { Client } from "../../client/client.ts";
import type { Log } from "../../schemas/log.ts";
import { clockTime, logLine } from "../../sdk/logging/log-line.ts";
import { namesOf } from "../pages.ts";
import { paint } from "../print/paint.ts";

/** Turns logs into lines: it knows the names of the runs that speak. */
export class LogLines {
  readonly #client: Client;
  readonly #flowRunName: string | null;
  readonly #taskRunNames = new Map<string, string>();

  constructor(client: Client, flowRunName: string | null) {
    this.#client = client;
    this.#flowRunName = flowRunName;
  }

  async lines(logs: readonly Log[]): Promise<string[]> {
    await this.#learnNames(logs);
    return logs.map((log) => logLine({ ...log, source: this.#sourceOf(log) }, timeOf(log), paint));
  }

  #sourceOf({ task_run_id: taskRun, name }: Log): string {
    if (taskRun !== null) return `Task run '${this.#taskRunNames.get(taskRun) ?? taskRun}'`;
    return this.#flowRunName === null ? name : `Flow run '${this.#flowRunName}'`;
  }

  async #learnNames(logs: readonly Log[]): Promise<void> {
    const unknown = logs.flatMap(({ task_run_id: id }) => (id === null || this.#taskRunNames.has(id) ? [] : [id]));
    const names = await namesOf(unknown, (ids) =>
      this.#client.call("POST /task_runs/filter", { body: { task_runs: { id: { any_: ids } }, limit: ids.length } }),
    );
    for (const [id, name] of names) this.#taskRunNames.set(id, name);
  }
}

/** As on the console; with its date when that is not today. */
function timeOf({ timestamp }: Log): string {
  const date = new Date(timestamp);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? clockTime(date) : `${date.toLocaleDateString("sv")} ${clockTime(date)}`;
}
