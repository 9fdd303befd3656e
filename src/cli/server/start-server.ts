import { systemClock } from "../../lib/clock.ts";
import { textSetting } from "../../sdk/settings.ts";
import { listApiKeys } from "../../server/db/access/api-keys.ts";
import { openStore, type Store } from "../../server/db/store.ts";
import { retentionServices } from "../../server/retention/retention-services.ts";
import { backgroundServices } from "../../server/services/background-services.ts";
import { runServices, type Service } from "../../server/services/run-services.ts";
import { ServiceHealth } from "../../server/services/service-health.ts";
import { assembleApp } from "./assemble-app.ts";
import { markRunning } from "./background-server.ts";
import { banner } from "./banner.ts";
import { authString, bindAddress, type BindOptions, refusePublicBind } from "./bind-address.ts";
import { apiUrls, deliverSpools } from "./deliver-spools.ts";
import { listenOrExplain } from "./listen-or-explain.ts";
import { placeOf, type PlaceOptions } from "./place.ts";
import { type ServerLog, serverLog } from "./server-log.ts";
import { chosenServices } from "./server-settings.ts";
import { untilStopped } from "./until-stopped.ts";

export interface StartServerOptions extends BindOptions, PlaceOptions {
  services: boolean;
  ui: boolean;
  logJson?: true;
}

const readerThreads = 2;
const graceSeconds = 5;

/** Serves until the process is told to stop; then ends what is under way, and closes the database. */
export async function startServer(options: StartServerOptions): Promise<void> {
  const address = bindAddress(options);
  const services = options.services ? servicesToRun() : [];
  const format = options.logJson || textSetting("server.log_format") === "json" ? "json" : "text";
  const log = serverLog(format);
  const { home, database } = placeOf(options);

  await using stack = new AsyncDisposableStack();
  const store = stack.use(closing(await openStore({ database, clock: systemClock, readers: readerThreads })));
  const isGuarded = authString() !== undefined || (await listApiKeys(store)).length > 0;
  refusePublicBind(address, { allowPublic: options.allowPublic === true, isGuarded });
  await deliverSpools(store, { home, targets: [database, ...apiUrls(address)] });
  const health = new ServiceHealth(systemClock);
  const { host } = address;
  const app = assembleApp(store, { host, authString: authString(), isGuarded, hasUi: options.ui, health, log });
  stack.use(runServices(store, { clock: systemClock, services, health, onError: reportingTo(log) }));
  const listening = await listenOrExplain(app, address);
  stack.defer(() => listening.close({ graceSeconds }));

  const { url } = listening;
  stack.use(markRunning(url));
  console.log(banner({ url, database, hasServices: services.length > 0, hasUi: options.ui }));
  if (format === "json") log.info("serving", { url });
  await untilStopped({ withinSeconds: graceSeconds + 5 });
}

function servicesToRun(): Service[] {
  const retention = retentionServices({
    flowRunsDays: Number(textSetting("server.retention.flow_runs_days")),
    eventsDays: Number(textSetting("server.retention.events_days")),
    auditDays: Number(textSetting("server.retention.audit_days")),
  });
  return chosenServices([...backgroundServices, ...retention]);
}

function closing(store: Store): Store & AsyncDisposable {
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}

function reportingTo(log: ServerLog): (error: unknown, service: Service) => void {
  return (error, { name }) => log.error(`The service ${name} failed and will be tried again`, error, { service: name });
}
