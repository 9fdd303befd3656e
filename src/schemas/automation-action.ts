import { z } from "zod";
import { once } from "../lib/once.ts";
import { jsonObject, named, uuid } from "./fields.ts";
import { stateType } from "./run-state.ts";

/** The object that an action works on: a chosen one, or the one that the triggering event is about. */
const source = () => z.enum(["selected", "inferred"]).default("selected");

const plain = <const T extends string>(name: string, type: T) => once(() => named(name, { type: z.literal(type) }));

const onDeployment = <const T extends string>(name: string, type: T) =>
  once(() => named(name, { type: z.literal(type), source: source(), deployment_id: uuid().nullish() }));

const onWorkQueue = <const T extends string>(name: string, type: T) =>
  once(() => named(name, { type: z.literal(type), source: source(), work_queue_id: uuid().nullish() }));

const onWorkPool = <const T extends string>(name: string, type: T) =>
  once(() => named(name, { type: z.literal(type), source: source(), work_pool_id: uuid().nullish() }));

const onAutomation = <const T extends string>(name: string, type: T) =>
  once(() => named(name, { type: z.literal(type), source: source(), automation_id: uuid().nullish() }));

export const RunDeployment = once(() =>
  named("RunDeployment", {
    type: z.literal("run-deployment"),
    source: source(),
    deployment_id: uuid().nullish(),
    parameters: jsonObject().nullish(),
    job_variables: jsonObject().nullish(),
    /** Seconds from the firing to the run. */
    schedule_after: z.number().min(0).default(0),
  }),
);
export type RunDeployment = z.infer<ReturnType<typeof RunDeployment>>;

export const ChangeFlowRunState = once(() =>
  named("ChangeFlowRunState", {
    type: z.literal("change-flow-run-state"),
    name: z.string().nullish(),
    state: stateType(),
    message: z.string().nullish(),
    force: z.boolean().default(false),
  }),
);
export type ChangeFlowRunState = z.infer<ReturnType<typeof ChangeFlowRunState>>;

export const SendNotification = once(() =>
  named("SendNotification", {
    type: z.literal("send-notification"),
    block_document_id: uuid(),
    subject: z.string().default("Prefect automated notification"),
    body: z.string(),
  }),
);
export type SendNotification = z.infer<ReturnType<typeof SendNotification>>;

export const CallWebhook = once(() =>
  named("CallWebhook", {
    type: z.literal("call-webhook"),
    block_document_id: uuid(),
    payload: z.string().default(""),
  }),
);
export type CallWebhook = z.infer<ReturnType<typeof CallWebhook>>;

const DoNothing = plain("DoNothing", "do-nothing");
const PauseDeployment = onDeployment("PauseDeployment", "pause-deployment");
const ResumeDeployment = onDeployment("ResumeDeployment", "resume-deployment");
const CancelFlowRun = plain("CancelFlowRun", "cancel-flow-run");
const DeleteFlowRun = plain("DeleteFlowRun", "delete-flow-run");
const SuspendFlowRun = plain("SuspendFlowRun", "suspend-flow-run");
const ResumeFlowRun = plain("ResumeFlowRun", "resume-flow-run");
const PauseWorkQueue = onWorkQueue("PauseWorkQueue", "pause-work-queue");
const ResumeWorkQueue = onWorkQueue("ResumeWorkQueue", "resume-work-queue");
const PauseWorkPool = onWorkPool("PauseWorkPool", "pause-work-pool");
const ResumeWorkPool = onWorkPool("ResumeWorkPool", "resume-work-pool");
const PauseAutomation = onAutomation("PauseAutomation", "pause-automation");
const ResumeAutomation = onAutomation("ResumeAutomation", "resume-automation");

/** What an automation does when it fires, told apart by `type`. */
export const Action = once(() =>
  z.discriminatedUnion("type", [
    DoNothing(),
    RunDeployment(),
    PauseDeployment(),
    ResumeDeployment(),
    CancelFlowRun(),
    DeleteFlowRun(),
    ChangeFlowRunState(),
    PauseWorkQueue(),
    ResumeWorkQueue(),
    SendNotification(),
    CallWebhook(),
    PauseAutomation(),
    ResumeAutomation(),
    SuspendFlowRun(),
    ResumeFlowRun(),
    PauseWorkPool(),
    ResumeWorkPool(),
  ]),
);
export type Action = z.infer<ReturnType<typeof Action>>;
