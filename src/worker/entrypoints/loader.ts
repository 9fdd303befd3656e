import type { EntrypointLoader } from "../../sdk/entrypoints/entrypoints.ts";
import { loadFlowFromEntrypoint, loadFunctionAndConvertToFlow, safeLoadFlowFromEntrypoint } from "./load-flow.ts";
import { isEntrypointAsync, loadFlowArgumentsFromEntrypoint, loadPlaceholderFlow } from "./placeholder-flow.ts";

export const entrypointLoader: EntrypointLoader = {
  loadFlowFromEntrypoint,
  safeLoadFlowFromEntrypoint,
  loadFunctionAndConvertToFlow,
  loadPlaceholderFlow,
  loadFlowArgumentsFromEntrypoint,
  isEntrypointAsync,
};
