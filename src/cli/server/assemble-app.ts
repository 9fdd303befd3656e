import { systemClock } from "../../lib/clock.ts";
import { flagSetting, listSetting } from "../../sdk/settings.ts";
import { type App, createApp } from "../../server/app.ts";
import type { Store } from "../../server/db/store.ts";
import { ServerMetrics } from "../../server/metrics/server-metrics.ts";
import type { ServiceHealth } from "../../server/services/service-health.ts";
import { guardOrigin, isKnownHost } from "../../server/web/guard-origin.ts";
import { builtUi } from "../../server/web/ui-files.ts";
import { withUi } from "../../server/web/with-ui.ts";
import { isLoopback } from "./bind-address.ts";
import type { ServerLog } from "./server-log.ts";
import { serverSettings } from "./server-settings.ts";

export interface AssembleOptions {
  host: string;
  authString: string | undefined;
  /** Whether requests need credentials now. */
  isGuarded: boolean;
  hasUi: boolean;
  health: ServiceHealth;
  log: ServerLog;
}

/** The app that a server on the network shows: with the UI, behind what asks who comes from where. */
export function assembleApp(store: Store, options: AssembleOptions): App {
  const { authString, isGuarded, hasUi, health, log } = options;
  const settings = { ...serverSettings(), asksForCredentials: isGuarded };
  const { apiBasePath } = settings;
  const metrics = flagSetting("server.metrics_enabled") ? new ServerMetrics({ store, health }) : undefined;
  const app = createApp({
    store,
    clock: systemClock,
    settings,
    authString,
    isShared: true,
    health,
    metrics,
    onUnexpected: (error, { method, url }) => {
      const path = new URL(url).pathname;
      log.error(`${method} ${path} failed`, error, { method, path });
    },
  });
  const measured = metrics?.measuring(app.fetch) ?? app.fetch;
  const fetch = hasUi ? withUi(measured, { folder: builtUi, apiBasePath }) : measured;
  return withOrigins({ ...app, fetch }, options.host);
}

function withOrigins(app: App, host: string): App {
  const hosts = { isLoopback: isLoopback(host), allowedHosts: listSetting("server.api.allowed_hosts") };
  const allowedOrigins = listSetting("server.api.cors_allowed_origins");
  return {
    ...app,
    fetch: guardOrigin(app.fetch, { ...hosts, allowedOrigins }),
    sockets: {
      answer(request) {
        const asked = URL.parse(`http://${request.headers.host ?? ""}`)?.hostname ?? "";
        return isKnownHost(asked, hosts) ? app.sockets.answer(request) : { refuse: 403 };
      },
    },
  };
}
