import { z } from "zod";
import { once } from "../lib/once.ts";
import { setStateStatuses } from "./enums.ts";
import { named, uuid } from "./fields.ts";
import { State } from "./run-state.ts";

export const StateAcceptDetails = once(() =>
  named("StateAcceptDetails", {
    type: z.literal("accept_details"),
  }),
);
export type StateAcceptDetails = z.infer<ReturnType<typeof StateAcceptDetails>>;

export const StateRejectDetails = once(() =>
  named("StateRejectDetails", {
    type: z.literal("reject_details"),
    reason: z.string().nullable(),
  }),
);
export type StateRejectDetails = z.infer<ReturnType<typeof StateRejectDetails>>;

export const StateAbortDetails = once(() =>
  named("StateAbortDetails", {
    type: z.literal("abort_details"),
    reason: z.string().nullable(),
  }),
);
export type StateAbortDetails = z.infer<ReturnType<typeof StateAbortDetails>>;

export const StateWaitDetails = once(() =>
  named("StateWaitDetails", {
    type: z.literal("wait_details"),
    delay_seconds: z.int(),
    reason: z.string().nullable(),
  }),
);
export type StateWaitDetails = z.infer<ReturnType<typeof StateWaitDetails>>;

export const StateDecision = once(() =>
  z.discriminatedUnion("type", [StateAcceptDetails(), StateRejectDetails(), StateAbortDetails(), StateWaitDetails()]),
);
export type StateDecision = z.infer<ReturnType<typeof StateDecision>>;

/** What the rules made of a proposed state. `state` is null for ABORT and WAIT. */
export const OrchestrationResult = once(() =>
  named("OrchestrationResult", {
    state: State().nullable(),
    status: z.enum(setStateStatuses),
    details: StateDecision(),
  }),
);
export type OrchestrationResult = z.infer<ReturnType<typeof OrchestrationResult>>;

/** One run's answer in a bulk change of states. */
export const FlowRunOrchestrationResult = once(() =>
  named("FlowRunOrchestrationResult", { flow_run_id: uuid(), ...OrchestrationResult().shape }),
);
export type FlowRunOrchestrationResult = z.infer<ReturnType<typeof FlowRunOrchestrationResult>>;
