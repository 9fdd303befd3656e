import type { RunContext } from "../../context.ts";
import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import { host } from "../../host.ts";
import { formatKey } from "../../results/key-template.ts";
import type { ResultStorage } from "../../results/result-storage.ts";
import { richFailure } from "../../serializers/encode-failure.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import { keepResult, type KeptResult, type ResultRules } from "./keep-result.ts";

export interface ResultSubject {
  parameters: Record<string, unknown>;
  taskRunId: string;
}

/** How the result of a task is kept: its own options, then its flow's. */
export function resultRules(definition: TaskDefinition, context: RunContext, subject: ResultSubject): ResultRules {
  const { options } = definition;
  const flow = context.flow?.definition.options ?? {};
  return {
    unkept: unkept(definition, options.persistResult ?? flow.persistResult),
    serializer: options.resultSerializer ?? flow.resultSerializer,
    storage: options.resultStorage ?? flow.resultStorage,
    largeStorage,
    storageKey:
      options.resultStorageKey === undefined ? undefined : storageKey(options.resultStorageKey, context, subject),
  };
}

function unkept(definition: TaskDefinition | FlowDefinition, persist: boolean | undefined): string | undefined {
  if (definition.isGenerator) return "a generator's values are not kept";
  return persist === false ? "persistResult is false" : undefined;
}

export function flowResultRules(definition: FlowDefinition): ResultRules {
  const { options } = definition;
  return {
    unkept: unkept(definition, options.persistResult),
    serializer: options.resultSerializer,
    storage: options.resultStorage,
    largeStorage,
    storageKey: undefined,
  };
}

/** Errors are kept as they are thrown, so that a re-run raises the same one (engine.md M2). */
export function keepError(error: unknown): KeptResult {
  return keepResult(error, {
    unkept: undefined,
    serializer: richFailure,
    storage: undefined,
    largeStorage,
    storageKey: undefined,
  });
}

/** Where a stored result of this task is read from. */
export function resultStorage(
  definition: TaskDefinition | FlowDefinition,
  context: RunContext,
): () => Promise<ResultStorage> {
  const storage = definition.options.resultStorage ?? context.flow?.definition.options.resultStorage;
  return storage === undefined ? largeStorage : () => Promise.resolve(storage);
}

function largeStorage(): Promise<ResultStorage> {
  return host().openResultStorage();
}

function storageKey(template: string, context: RunContext, subject: ResultSubject): string {
  const flowRun =
    context.flow === undefined ? {} : { id: context.flow.id, name: context.flow.name, flowName: context.flow.flowName };
  return formatKey(template, {
    parameters: subject.parameters,
    flow_run: flowRun,
    task_run: { id: subject.taskRunId },
  });
}
