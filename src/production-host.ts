import module from "node:module";
import { databasePath, ensureHome, findHome, resultsPath, spoolPath } from "./lib/home.ts";
import { ConfigurationError } from "./sdk/errors.ts";
import { secretKeyOf } from "./lib/secret-key.ts";
import type { Api, Host } from "./sdk/host.ts";
import { show } from "./sdk/logging/console.ts";
import { levels } from "./sdk/logging/levels.ts";
import { setting, settingSource } from "./sdk/settings.ts";

/** What the SDK gets from the floors above it, loaded when it is first needed (engine.md T4). */
export const productionHost: Host = {
  async openApi() {
    const url = setting("api.url");
    return url === undefined ? await openEmbeddedApi() : await openRemoteApi(url);
  },

  async openResultStorage() {
    const { localStorage } = await import("./sdk/results/local-storage.ts");
    return localStorage(setting("results.local_storage_path") ?? resultsPath(home()));
  },

  async serve(deployments, options) {
    const { serveDeployments } = await import("./worker/runner/serve.ts");
    await serveDeployments(deployments, { ...options, env: { SLUICE_HOME: ensureHome(home()) } });
  },

  async deploy(deployments, options) {
    const { deployFlows } = await import("./worker/project/deploy-flows.ts");
    return await deployFlows(deployments, options);
  },

  async parameterSchema(definition) {
    const { schemaOfFlow } = await import("./worker/parameter-schema/schema-of-flow.ts");
    return schemaOfFlow(definition);
  },

  async entrypoints() {
    return (await import("./worker/entrypoints/loader.ts")).entrypointLoader;
  },

  async flowFromSource(source, entrypoint) {
    const { flowFromSource } = await import("./worker/sources/flow-from-source.ts");
    return await flowFromSource(source, entrypoint);
  },

  async serveTasks(tasks, options) {
    const { serveTasks } = await import("./worker/tasks/serve-tasks.ts");
    await serveTasks(tasks, options);
  },

  secretKey() {
    return (key ??= secretKeyOf(ensureHome(home())));
  },
};

async function openRemoteApi(url: string): Promise<Api> {
  const { openHttpApi } = await import("./client/http-api.ts");
  const { withPrefectServer } = await import("./client/prefect-server/with-prefect-server.ts");
  const api = await openHttpApi({
    url,
    from: settingSource("api.url"),
    authString: setting("api.auth_string"),
    apiKey: setting("api.key"),
  });
  const fetch = withPrefectServer(api.fetch, { url: api.url, onPrefect: () => sayBestEffort(api.url) });
  return { ...api, fetch, spool: spoolPath(home(), api.url) };
}

function sayBestEffort(url: string): void {
  const message =
    `The server at ${url} is Prefect's: runs are recorded there, but it keeps no results and no attempts. ` +
    "A run whose process ends is not gone on with; for that, use a server of Sluice.";
  show({ level: levels.WARNING, source: "sluice", message });
}

function syncSetting(): "normal" | "full" | undefined {
  const sync = setting("database.sync")?.toLowerCase();
  if (sync === undefined || sync === "normal" || sync === "full") return sync;
  throw new ConfigurationError(
    `SLUICE_DATABASE_SYNC is "${sync}": it is "normal" (survives the death of the process) or "full" (also a power cut).`,
  );
}

async function openEmbeddedApi(): Promise<Api> {
  module.enableCompileCache(); // the server is a megabyte of JavaScript: the next process need not compile it again
  const { openEmbedded } = await import("./server/embedded.ts");
  const database = setting("database.url") ?? databasePath(ensureHome(home()));
  const { fetch, sweep, runServices } = await openEmbedded({ home: home(), database, sync: syncSetting() });
  return {
    url: "http://sluice.embedded/api",
    kind: "embedded",
    fetch,
    sweep,
    runServices,
    spool: spoolPath(home(), database),
  };
}

let key: string | undefined;
let found: string | undefined;

/** One home for the life of the process, whatever it changes its working directory to. */
function home(): string {
  return (found ??= findHome());
}
