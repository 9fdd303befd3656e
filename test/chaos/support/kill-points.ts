// Loaded before a program (`node --import`): kills this process with -9 at its n-th kill point, n = CHAOS_KILL_AT.
// Kill points are before and after every write to the store, and wherever the program says `killPoint()`.

import { productionHost } from "../../../src/production-host.ts";
import { type Api, installHost } from "../../../src/sdk/host.ts";

const killAt = Number(process.env["CHAOS_KILL_AT"] ?? 0);
let passed = 0;

/** Ends the process here, without any chance for it to notice, if this is the chosen point. */
export function killPoint(): void {
  if (++passed === killAt) process.kill(process.pid, "SIGKILL");
}

const writes = /\/sluice\/(record|flow_runs\/[^/]+\/attempts)$/;

function withKillPoints(api: Api): Api {
  return {
    ...api,
    async fetch(request) {
      if (!writes.test(request.url)) return await api.fetch(request);
      killPoint();
      const response = await api.fetch(request);
      killPoint();
      return response;
    },
  };
}

installHost({ ...productionHost, openApi: async () => withKillPoints(await productionHost.openApi()) });

process.once("exit", () => {
  if (process.env["CHAOS_COUNT"] !== undefined) process.stdout.write(`kill points ${passed}\n`);
});
