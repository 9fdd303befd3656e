import type { Json, JsonObject } from "../../lib/json.ts";
import { serveDeployments } from "../../sdk/deployments/serve.ts";
import { toDeployment } from "../../sdk/deployments/to-deployment.ts";
import { installHost } from "../../sdk/host.ts";
import { loadFlow } from "../../worker/runner/code-place.ts";
import { CommandFailure } from "../failure.ts";

export interface ServeFlowOptions {
  name?: string;
  description?: string;
  version?: string;
  tag?: string[];
  cron?: string[];
  interval?: number;
  rrule?: string;
  timezone?: string;
  param?: string[];
  concurrencyLimit?: number;
  limit?: number;
  pauseOnShutdown: boolean;
  warm: boolean;
  webserver?: true;
}

export async function serveFlow(entrypoint: string, options: ServeFlowOptions): Promise<void> {
  const { productionHost } = await import("../../production-host.ts");
  installHost(productionHost);
  const definition = await loadFlow({ entrypoint, folder: process.cwd() });
  const { tag, param, name, description, version, cron, interval, rrule, timezone, concurrencyLimit } = options;
  const schedule = { cron, interval, rrule, timezone };
  const about = { name, description, version, tags: tag, concurrencyLimit, parameters: parametersFrom(param ?? []) };
  const { limit, pauseOnShutdown, webserver, warm } = options;
  const serving = { limit, pauseOnShutdown, webserver, ...(warm ? {} : { warm }) };
  await serveDeployments([toDeployment(definition.target(), { ...schedule, ...about })], serving);
}

function parametersFrom(texts: readonly string[]): JsonObject {
  return Object.fromEntries(texts.map(parameterFrom));
}

function parameterFrom(text: string): [string, Json] {
  const equals = text.indexOf("=");
  if (equals <= 0) throw new CommandFailure(`A parameter is name=value, not "${text}".`);
  return [text.slice(0, equals), valueFrom(text.slice(equals + 1))];
}

function valueFrom(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
