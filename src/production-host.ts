import { databasePath, ensureHome, findHome, resultsPath } from "./lib/home.ts";
import type { Host } from "./sdk/host.ts";
import { setting, settingSource } from "./sdk/settings.ts";

/** What the SDK gets from the floors above it, loaded when it is first needed (engine.md T4). */
export const productionHost: Host = {
  async openApi() {
    const url = setting("api.url");
    if (url !== undefined) {
      const { openHttpApi } = await import("./client/http-api.ts");
      return await openHttpApi({
        url,
        from: settingSource("api.url"),
        authString: setting("api.auth_string"),
        apiKey: setting("api.key"),
      });
    }
    const { openEmbedded } = await import("./server/embedded.ts");
    const home = ensureHome(findHome());
    const { fetch } = await openEmbedded({ home, database: process.env["SLUICE_DATABASE_URL"] ?? databasePath(home) });
    return { url: "http://sluice.embedded/api", kind: "embedded", fetch };
  },

  async openResultStorage() {
    const { localStorage } = await import("./sdk/results/local-storage.ts");
    return localStorage(process.env["PREFECT_LOCAL_STORAGE_PATH"] ?? resultsPath(findHome()));
  },
};
