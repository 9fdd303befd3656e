// The closed sets of words of the contract, as plain constants: importing them builds no schema.

export const setStateStatuses = ["ACCEPT", "REJECT", "ABORT", "WAIT"] as const;
export type SetStateStatus = (typeof setStateStatuses)[number];

export const deploymentStatuses = ["READY", "NOT_READY"] as const;
export const workPoolStatuses = ["READY", "NOT_READY", "PAUSED"] as const;
export const workQueueStatuses = ["READY", "NOT_READY", "PAUSED"] as const;
export const workerStatuses = ["ONLINE", "OFFLINE"] as const;
export const collisionStrategies = ["ENQUEUE", "CANCEL_NEW"] as const;

export const timeUnits = ["week", "day", "hour", "minute", "second"] as const;

// What lists can be sorted by; the first is the default.

const byName = ["NAME_ASC", "NAME_DESC", "CREATED_DESC", "UPDATED_DESC"] as const;

export const flowSorts = byName;
export const deploymentSorts = byName;
export const automationSorts = byName;
export const variableSorts = byName;
export const flowRunSorts = [
  "ID_DESC",
  "START_TIME_ASC",
  "START_TIME_DESC",
  "EXPECTED_START_TIME_ASC",
  "EXPECTED_START_TIME_DESC",
  "NAME_ASC",
  "NAME_DESC",
  "NEXT_SCHEDULED_START_TIME_ASC",
  "END_TIME_DESC",
] as const;
export const taskRunSorts = [
  "ID_DESC",
  "EXPECTED_START_TIME_ASC",
  "EXPECTED_START_TIME_DESC",
  "NAME_ASC",
  "NAME_DESC",
  "NEXT_SCHEDULED_START_TIME_ASC",
  "END_TIME_DESC",
] as const;
export const logSorts = ["TIMESTAMP_ASC", "TIMESTAMP_DESC"] as const;
export const artifactSorts = ["ID_DESC", "CREATED_DESC", "UPDATED_DESC", "KEY_DESC", "KEY_ASC"] as const;
export const blockDocumentSorts = ["NAME_ASC", "NAME_DESC", "BLOCK_TYPE_AND_NAME_ASC"] as const;
export type BlockDocumentSort = (typeof blockDocumentSorts)[number];

export type FlowSort = (typeof flowSorts)[number];
export type FlowRunSort = (typeof flowRunSorts)[number];
export type TaskRunSort = (typeof taskRunSorts)[number];
export type LogSort = (typeof logSorts)[number];
export type ArtifactSort = (typeof artifactSorts)[number];
export type VariableSort = (typeof variableSorts)[number];
