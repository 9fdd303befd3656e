// A year of a busy installation, made up: what a database of a given number of flow runs looks like.

import type { Micros } from "../../src/lib/clock.ts";
import type { StateType } from "../../src/schemas/state.ts";
import { Random } from "./random.ts";

export interface HistorySize {
  flowRuns: number;
  /** Each flow run has from 1 up to so many. Default 3. */
  taskRuns?: number;
  /** Lines of a flow run. Default 2. */
  logs?: number;
  /** When it ends; it begins a year before. */
  now: Micros;
}

export interface SeededState {
  id: string;
  type: StateType;
  name: string;
  timestamp: Micros;
}

export interface SeededRun {
  id: string;
  name: string;
  flow: number;
  deployment: number | undefined;
  parent: string | undefined;
  tags: string[];
  expected: Micros;
  started: Micros | null;
  ended: Micros | null;
  states: SeededState[];
  taskRuns: SeededTaskRun[];
  logs: { id: string; timestamp: Micros; level: number; message: string }[];
}

export interface SeededTaskRun {
  id: string;
  name: string;
  key: string;
  expected: Micros;
  started: Micros;
  ended: Micros | null;
  states: SeededState[];
}

const second = 1_000_000;
const year = 365 * 86_400 * second;

export const flowNames = Array.from({ length: 60 }, (_, at) => `flow-${String(at).padStart(2, "0")}`);
/** Of the first flows; each has one. */
export const deploymentCount = 40;
const tags = ["prod", "staging", "nightly", "etl", "ml", "billing", "reports", "sync", "backfill", "canary", "slow"];
const qualities =
  "amber bold brave calm clever eager gentle golden humble jolly keen lucid neat proud quiet swift vivid".split(" ");
const animals =
  "badger beaver crane dolphin falcon finch heron ibex lark marten newt otter owl pika raven seal wren".split(" ");
const taskNames = ["extract", "transform", "load", "validate", "notify", "train"];

type Ending = readonly [share: number, type: StateType, name: string];
const endings: readonly Ending[] = [
  [0.9, "COMPLETED", "Completed"],
  [0.06, "FAILED", "Failed"],
  [0.01, "FAILED", "TimedOut"],
  [0.015, "CRASHED", "Crashed"],
  [0.01, "CANCELLED", "Cancelled"],
  [0.005, "COMPLETED", "Cached"],
];

/** The flow runs, the oldest first; the last ones still run, or wait for their time. */
export function* seededRuns({ flowRuns, taskRuns = 3, logs = 2, now }: HistorySize): Generator<SeededRun> {
  const random = new Random(flowRuns);
  let parent: string | undefined;
  for (let at = 0; at < flowRuns; at++) {
    const expected = Math.round(now - year + (year * (at + random.next())) / flowRuns);
    const left = flowRuns - at;
    const run = left <= 300 ? openRun(random, now, left) : endedRun(random, expected);
    run.parent = random.chance(0.1) ? parent : undefined;
    if (run.states.length > 1) addWork(run, { random, taskRuns, logs });
    parent = run.taskRuns[0]?.id;
    yield run;
  }
}

function newRun(random: Random, expected: Micros): SeededRun {
  const flow = random.favouring(flowNames.map((_, at) => at));
  return {
    id: random.idAt(expected),
    name: `${random.favouring(qualities)}-${random.favouring(animals)}-${random.below(1000)}`,
    flow,
    deployment: flow < deploymentCount && random.chance(0.7) ? flow : undefined,
    parent: undefined,
    tags: random.chance(0.5) ? [] : [...new Set([random.favouring(tags), random.favouring(tags)])],
    expected,
    started: null,
    ended: null,
    states: [],
    taskRuns: [],
    logs: [],
  };
}

function endedRun(random: Random, expected: Micros): SeededRun {
  const run = newRun(random, expected);
  const started = expected + random.longTailed(2 * second);
  const ended = started + random.longTailed(60 * second);
  const [type, name] = endingOf(random);
  run.started = started;
  run.ended = ended;
  run.states = [
    state(random, ["SCHEDULED", "Scheduled"], expected),
    state(random, ["PENDING", "Pending"], started - second),
    state(random, ["RUNNING", "Running"], started),
    state(random, [type, name], ended),
  ];
  return run;
}

function endingOf(random: Random): [StateType, string] {
  let left = random.next();
  for (const [share, type, name] of endings) {
    left -= share;
    if (left < 0) return [type, name];
  }
  return ["COMPLETED", "Completed"];
}

/** One that runs, is late, or is scheduled for later. */
function openRun(random: Random, now: Micros, left: number): SeededRun {
  if (left > 150) {
    const run = newRun(random, now + left * 600 * second);
    run.states = [state(random, ["SCHEDULED", "Scheduled"], now)];
    return run;
  }
  const run = newRun(random, now - left * 10 * second);
  if (left > 100) {
    run.states = [state(random, ["SCHEDULED", "Late"], now - left * second)];
    return run;
  }
  run.started = now - left * 5 * second;
  run.states = [
    state(random, ["PENDING", "Pending"], run.started - second),
    left > 10
      ? state(random, ["RUNNING", "Running"], run.started)
      : state(random, ["PAUSED", "Paused"], run.started + second),
  ];
  return run;
}

function state(random: Random, [type, name]: readonly [StateType, string], timestamp: Micros): SeededState {
  return { id: random.idAt(timestamp), type, name, timestamp };
}

function addWork(run: SeededRun, { random, taskRuns, logs }: { random: Random; taskRuns: number; logs: number }): void {
  const started = run.started!;
  const last = run.states.at(-1)!;
  for (let at = 1 + random.below(taskRuns); at > 0; at--) {
    run.taskRuns.push(taskRunOf(run, { random, started: started + at * second, last }));
  }
  for (let at = 0; at < logs; at++) {
    const timestamp = started + at * second;
    const hasFailed = at === logs - 1 && last.type === "FAILED";
    run.logs.push({
      id: random.idAt(timestamp),
      timestamp,
      level: hasFailed ? 40 : 20,
      message: hasFailed ? `${run.name}: connection refused by db-${random.below(9)}` : `Step ${at} of ${run.name}`,
    });
  }
}

function taskRunOf(
  run: SeededRun,
  { random, started, last }: { random: Random; started: Micros; last: SeededState },
): SeededTaskRun {
  const name = random.favouring(taskNames);
  const ended = run.ended === null ? null : Math.max(started, run.ended - second);
  const isOver = ended !== null;
  const end = state(random, isOver ? taskEnding(last) : ["RUNNING", "Running"], ended ?? started);
  return {
    id: random.idAt(started),
    name: `${name}-${random.below(1000)}`,
    key: name,
    expected: started,
    started,
    ended,
    states: isOver ? [state(random, ["RUNNING", "Running"], started), end] : [end],
  };
}

/** The task failed where its flow did. */
function taskEnding({ type, name }: SeededState): [StateType, string] {
  return type === "CANCELLED" || type === "COMPLETED" ? ["COMPLETED", "Completed"] : [type, name];
}
