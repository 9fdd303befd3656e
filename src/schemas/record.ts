// The recording route (engine.md W1): how our SDK writes to our server.
//
// A batch holds items of any attempts of one process, in the order in which they happened. The server
// commits a batch in one transaction and answers for each item; an item that is refused blocks no other.
//
// Invariants
//   W1a. Every item may be sent again: rows are found by id, states by state id, and an item that was applied
//        before is answered as it was.
//   W1b. An item of a run carries the token of its attempt; a token that is not the run's current one is refused
//        with the code "superseded", and nothing of the item is written.
//   W1c. The items of one run are applied in their order.
//
// Times are microseconds since the epoch; ids are UUIDs; `…_json` and result data are texts that come back as they were sent.

import { z } from "zod";
import { once } from "../lib/once.ts";
import { stateTypes } from "./state.ts";

const id = () => z.guid().toLowerCase(); // as the store gives them back
const leaseSeconds = () => z.number().positive().max(86_400);
const micros = () => z.number().int();

/** One state that a run has entered. `details` holds what Prefect calls `state_details`, without run ids. */
export const RecordedState = once(() =>
  z.object({
    id: id(),
    type: z.enum(stateTypes),
    name: z.string(),
    timestamp: micros(),
    message: z.string().nullish(),
    details: z.record(z.string(), z.unknown()).nullish(),
  }),
);
export type RecordedState = z.infer<ReturnType<typeof RecordedState>>;

/**
 * Where a result is: inline (`data`, up to 256 KiB) or in result storage (`reference`).
 * `reason` without either says why it was not kept, for "not durable" (engine.md M1).
 */
export const RecordedResult = once(() =>
  z.object({
    serializer: z.string().nullish(),
    data: z.string().nullish(),
    reference: z
      .object({ storage_key: z.string(), storage_block_id: id().nullish(), size: z.number().int() })
      .nullish(),
    expiration: micros().nullish(),
    reason: z.string().nullish(),
  }),
);
export type RecordedResult = z.infer<ReturnType<typeof RecordedResult>>;

/** The process that executes an attempt (engine.md R1, R2). */
export const Owner = once(() =>
  z.object({
    host: z.string(),
    boot_id: z.string(),
    pid: z.number().int(),
    pid_started: z.string(),
    node: z.string(),
    sdk: z.string(),
  }),
);
export type Owner = z.infer<ReturnType<typeof Owner>>;

/** What it takes to run the flow of a local run again (engine.md R1). */
export const Origin = once(() =>
  z.object({
    /** Absolute path of the module that defines the flow; null when a function has no file (a REPL). */
    file: z.string().nullable(),
    /** The flow's name in the registry of that module. */
    name: z.string(),
    cwd: z.string(),
    argv: z.array(z.string()),
    /** The options of Node: a loader, an env file. */
    exec_argv: z.array(z.string()).nullish(),
    /** The parameters in the rich serializer; null when one cannot be kept. */
    parameters: z.string().nullable(),
    /** Why the run cannot be resumed; null when it can. */
    not_resumable: z.string().nullable(),
  }),
);
export type Origin = z.infer<ReturnType<typeof Origin>>;

/** Starts a flow run here and now: the run, its attempt, Pending and Running, in one item. */
export const FlowRunItem = once(() =>
  z.object({
    kind: z.literal("flow-run"),
    n: z.number().int(),
    attempt: id(),
    id: id(),
    flow: z.object({ name: z.string(), tags: z.array(z.string()).default([]) }),
    name: z.string(),
    flow_version: z.string().nullish(),
    parameters_json: z.string(),
    tags: z.array(z.string()),
    labels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
    retries: z.number().int().nullish(),
    retry_delay: z.number().nullish(),
    crash_retries: z.number().int().nullish(),
    parent_task_run_id: id().nullish(),
    idempotency_key: z.string().nullish(),
    lease_seconds: leaseSeconds(),
    owner: Owner(),
    origin: Origin().nullish(),
    /** What the run's page should say about its durability ("relaxed", "not resumable: …"). */
    notes: z.array(z.string()).nullish(),
    states: z.array(RecordedState()),
  }),
);
export type FlowRunItem = z.infer<ReturnType<typeof FlowRunItem>>;

/** Proposes a state for a flow run. The server's rules decide; the answer holds an orchestration result. */
export const FlowStateItem = once(() =>
  z.object({
    kind: z.literal("flow-state"),
    n: z.number().int(),
    attempt: id(),
    id: id(),
    state: RecordedState(),
    result: RecordedResult().nullish(),
    /** Set when the run gets its name only after it has been defined. */
    name: z.string().nullish(),
    /** With a final state: calls may be open that nobody is left to end, those of a worker that was killed. */
    leaves_calls: z.boolean().nullish(),
  }),
);
export type FlowStateItem = z.infer<ReturnType<typeof FlowStateItem>>;

/** What a call is; sent with the first item of a task run. */
export const CallDefinition = once(() =>
  z.object({
    name: z.string(),
    task_key: z.string(),
    dynamic_key: z.string(),
    task_version: z.string().nullish(),
    tags: z.array(z.string()).nullish(),
    task_inputs: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).nullish(),
    retries: z.number().int().nullish(),
    retry_delay: z.union([z.number(), z.array(z.number())]).nullish(),
    retry_jitter_factor: z.number().nullish(),
    /** engine.md I1: SHA-256, hex. Two generations of one call share it. */
    identity: z.string(),
    generation: z.number().int().nullish(),
    /** engine.md I2: fingerprint of the module file. */
    code: z.string().nullish(),
    /** engine.md I3: why reuse of this call is weak. */
    weak: z.string().nullish(),
  }),
);
export type CallDefinition = z.infer<ReturnType<typeof CallDefinition>>;

/** What happened to one call since its last item: any number of states, its result, its numbers. */
export const TaskRunItem = once(() =>
  z.object({
    kind: z.literal("task-run"),
    n: z.number().int(),
    /** Null for a task run outside a flow run. */
    attempt: id().nullish(),
    id: id(),
    flow_run_id: id().nullish(),
    define: CallDefinition().nullish(),
    /** Renames the run (task run names are made after its inputs are known). */
    name: z.string().nullish(),
    /** engine.md I1: digest of the resolved arguments, where they hold futures. */
    digest: z.string().nullish(),
    run_count: z.number().int(),
    /** The try of the flow run in which this happened (engine.md M0). */
    try: z.number().int(),
    states: z.array(RecordedState()),
    result: RecordedResult().nullish(),
    cache_key: z.string().nullish(),
    cache_expiration: micros().nullish(),
    /** engine.md I3: why reuse of this call is weak, where that became known after its first item. */
    weak: z.string().nullish(),
    /** Why the result was reused instead of computed; shown on the run's page. */
    reused: z.string().nullish(),
  }),
);
export type TaskRunItem = z.infer<ReturnType<typeof TaskRunItem>>;

export const LogsItem = once(() =>
  z.object({
    kind: z.literal("logs"),
    n: z.number().int(),
    attempt: id().nullish(),
    logs: z.array(
      z.object({
        id: id(),
        name: z.string(),
        level: z.number().int(),
        message: z.string(),
        timestamp: micros(),
        flow_run_id: id().nullish(),
        task_run_id: id().nullish(),
      }),
    ),
  }),
);
export type LogsItem = z.infer<ReturnType<typeof LogsItem>>;

export const ArtifactItem = once(() =>
  z.object({
    kind: z.literal("artifact"),
    n: z.number().int(),
    attempt: id().nullish(),
    id: id(),
    key: z.string().nullish(),
    type: z.string(),
    description: z.string().nullish(),
    data_json: z.string(),
    flow_run_id: id().nullish(),
    task_run_id: id().nullish(),
    timestamp: micros(),
    /** True to change the data of the artifact with this id (progress) instead of making one. */
    update: z.boolean().nullish(),
  }),
);
export type ArtifactItem = z.infer<ReturnType<typeof ArtifactItem>>;

/** A line on the run's page about durability, divergence or reuse (engine.md I5). */
export const NoteItem = once(() =>
  z.object({ kind: z.literal("note"), n: z.number().int(), attempt: id(), flow_run_id: id(), text: z.string() }),
);
export type NoteItem = z.infer<ReturnType<typeof NoteItem>>;

export const RecordItem = once(() =>
  z.discriminatedUnion("kind", [TaskRunItem(), FlowRunItem(), FlowStateItem(), LogsItem(), ArtifactItem(), NoteItem()]),
);
export type RecordItem = z.infer<ReturnType<typeof RecordItem>>;

/** Items are checked one by one, so that a malformed one is refused alone. */
export const RecordBatch = once(() => z.object({ items: z.array(z.unknown()).max(10_000) }));
export type RecordBatch = { items: RecordItem[] };

export type RecordRefusal =
  /** Another attempt has taken the run over: stop, write nothing more. */
  | "superseded"
  /** The run is not there (deleted, or never defined). */
  | "missing"
  /** The item does not fit its schema, or the store cannot keep it. */
  | "invalid"
  /** The state is not allowed from where the run is. */
  | "aborted"
  /** Another run of the flow has the idempotency key: `flow_run_id` in the answer says which. */
  | "exists";

/** The answer for one item. */
export type RecordAnswer =
  | { n: number; status: "accepted"; state?: RecordedState | undefined; wait_seconds?: number | undefined }
  /** Flow states only: the rules put another state in the place of the proposed one. */
  | { n: number; status: "rejected"; state: RecordedState | null; reason: string | null }
  /** Flow states only: not now. */
  | { n: number; status: "wait"; delay_seconds: number; reason: string | null }
  | { n: number; status: "refused"; code: RecordRefusal; reason: string; flow_run_id?: string | undefined };

export type RecordAnswers = { answers: RecordAnswer[] };

/** `POST /sluice/flow_runs/{id}/attempts`: takes over a run that was left by its process. */
export const AttemptRequest = once(() =>
  z.object({
    token: id(),
    owner: Owner(),
    lease_seconds: leaseSeconds(),
    /** Also while the lease of a process on another host has not ended. */
    force: z.boolean().default(false),
    /** Why: a person asked for it, or a process found the run interrupted. */
    cause: z.enum(["manual", "crashed", "attached"]),
    /** What only the code of a deployment's flow knows, told when it is loaded. */
    flow: z
      .object({
        version: z.string().nullable(),
        retries: z.int().min(0).optional(),
        retry_delay: z.number().min(0).optional(),
        crash_retries: z.int().min(0).optional(),
      })
      .optional(),
  }),
);
export type AttemptRequest = z.infer<ReturnType<typeof AttemptRequest>>;

/** `POST /sluice/flow_runs/{id}/claim`: a run that is due becomes Pending and its claimer's, in one commit. */
export const ClaimRequest = once(() => z.object({ token: id(), owner: Owner(), lease_seconds: leaseSeconds() }));
export type ClaimRequest = z.infer<ReturnType<typeof ClaimRequest>>;

/** `POST /sluice/flow_runs/{id}/gone`: says that the process which had an attempt has ended. */
export const GoneRequest = once(() =>
  z.object({
    token: id(),
    message: z.string().max(10_000),
    /** It was ended to make room, not by a fault: the run goes on elsewhere, whatever its crash retries. */
    reschedule: z.boolean().default(false),
  }),
);
export type GoneRequest = z.infer<ReturnType<typeof GoneRequest>>;

/** What became of a run whose process has ended. `settled` is false where another attempt has it, or it had ended. */
export type GoneAnswer = { settled: boolean; state: RecordedState | null };

/** What the process that takes a run over needs to know. */
export type AttemptAnswer = {
  attempt: number;
  /** The try in which the run goes on: a new one when a Failed run is retried (engine.md M0). */
  try: number;
  run_count: number;
  flow_run: { id: string; name: string; flow_name: string; tags: string[]; parameters_json: string };
  origin: Origin | null;
  state: RecordedState;
};

/** One finished or unfinished call of an earlier attempt: an entry of the memo. */
export type StoredCall = {
  id: string;
  name: string;
  task_key: string;
  dynamic_key: string;
  identity: string;
  generation: number;
  digest: string | null;
  code: string | null;
  weak: string | null;
  child_flow_run_id: string | null;
  state_type: string;
  state_name: string;
  state_timestamp: number;
  state_message: string | null;
  state_details: Record<string, unknown> | null;
  run_count: number;
  try: number;
  result: RecordedResult | null;
};

/** `GET /sluice/flow_runs/{id}/calls?after=&limit=`: the memo in pages, in no order; `after` takes the `next` of the page before. */
export type StoredCalls = { calls: StoredCall[]; next: string | null };

/** `POST /sluice/leases`: renews the leases of one process's attempts and answers what is asked of them. */
export const LeaseRequest = once(() => z.object({ attempts: z.array(id()), lease_seconds: leaseSeconds() }));
export type LeaseRequest = z.infer<ReturnType<typeof LeaseRequest>>;

export type LeaseAnswer = {
  /** Tokens that hold no run any more: their process stops. */
  superseded: string[];
  /** Flow runs that somebody wants to end. */
  cancelling: { attempt: string; flow_run_id: string }[];
};

/** `POST /sluice/flow_runs/interrupted`: runs of a flow with these parameters that their processes have left. */
export const InterruptedQuery = once(() => z.object({ flow_name: z.string(), parameters_json: z.string() }));
export type InterruptedQuery = z.infer<ReturnType<typeof InterruptedQuery>>;

/** The newest first; none that is older than one which completed. */
export type InterruptedRuns = { flow_run_ids: string[] };

/** `GET /sluice/flow_runs/{id}/origin`: what it takes to run a flow run again. */
export type RunOrigin = {
  id: string;
  name: string;
  flow_name: string;
  state_type: string | null;
  state_name: string | null;
  deployment_id: string | null;
  parent_task_run_id: string | null;
  owner: Owner | null;
  origin: Origin | null;
  parameters_json: string;
};
