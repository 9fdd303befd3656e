// One updating line for a map of many elements: `fetch-page 1,234/10,000 · 3 failed · 00:12`.

import type { Call } from "../engine/calls/call.ts";
import { type Terminal, terminal } from "./console.ts";

export interface MapToFollow {
  name: string;
  calls: readonly Call[];
  /** Default: standard error, where it is a terminal and shows INFO. */
  terminal?: Terminal | undefined;
  /** Milliseconds. */
  now?: () => number;
}

const fewest = 20;
const refreshMs = 100;

/** Shows how far a map is, in the place of a line for each element that completes; does nothing where nobody looks at a terminal. */
export function followMap({ name, calls, now = Date.now, ...given }: MapToFollow): void {
  if (calls.length <= fewest) return;
  const shown = given.terminal ?? terminal();
  if (shown === undefined) return;
  const progress = new MapProgress(name, { total: calls.length, started: now() });
  following.add(progress);
  const redraw = (): void => shown.keepBelow(barOf(following, now()));
  const timer = setInterval(redraw, refreshMs).unref();
  for (const call of calls) {
    call.isCounted = true;
    void call.settled.then((state) => {
      if (!progress.count(state.isCompleted())) return;
      clearInterval(timer);
      following.delete(progress);
      shown.keepBelow(barOf(following, now()));
      shown.write(`${progress.text(now())}\n`);
    });
  }
  redraw();
}

const following = new Set<MapProgress>();

/** Maps that run at once share the line. */
function barOf(all: ReadonlySet<MapProgress>, now: number): string {
  return [...all].map((progress) => progress.text(now)).join("   ");
}

class MapProgress {
  readonly #name: string;
  readonly #total: number;
  readonly #started: number;
  #done = 0;
  #failed = 0;

  constructor(name: string, { total, started }: { total: number; started: number }) {
    this.#name = name;
    this.#total = total;
    this.#started = started;
  }

  /** Counts an element that has ended; true for the last one. */
  count(isCompleted: boolean): boolean {
    this.#done++;
    if (!isCompleted) this.#failed++;
    return this.#done === this.#total;
  }

  text(now: number): string {
    const failed = this.#failed === 0 ? "" : ` · ${grouped(this.#failed)} failed`;
    return `${this.#name} ${grouped(this.#done)}/${grouped(this.#total)}${failed} · ${duration(now - this.#started)}`;
  }
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number): string => value.toString().padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}
