import { systemClock } from "../../lib/clock.ts";
import { type App, createApp } from "../../server/app.ts";
import { openStore, type Store } from "../../server/db/store.ts";
import { listen, type Listening } from "../../server/listen.ts";
import { runServices, type Service } from "../../server/services/run-services.ts";
import { backgroundServices } from "../../server/services/background-services.ts";
import { defaultSettings } from "../../server/settings.ts";
import { builtUi } from "../../server/web/ui-files.ts";
import { withUi } from "../../server/web/with-ui.ts";
import { CommandFailure } from "../failure.ts";
import { banner } from "./banner.ts";
import { authString, type BindAddress, bindAddress, type BindOptions, refusePublicBind } from "./bind-address.ts";
import { apiUrls, deliverSpools } from "./deliver-spools.ts";
import { placeOf, type PlaceOptions } from "./place.ts";
import { untilStopped } from "./until-stopped.ts";

export interface StartServerOptions extends BindOptions, PlaceOptions {
  services: boolean;
  ui: boolean;
}

const readerThreads = 2;
const graceSeconds = 5;

/** Serves until the process is told to stop; then ends what is under way, and closes the database. */
export async function startServer(options: StartServerOptions): Promise<void> {
  const credentials = authString();
  const address = bindAddress(options);
  refusePublicBind(address, { allowPublic: options.allowPublic === true, isGuarded: credentials !== undefined });
  const { home, database } = placeOf(options);

  await using stack = new AsyncDisposableStack();
  const store = stack.use(closing(await openStore({ database, clock: systemClock, readers: readerThreads })));
  await deliverSpools(store, { home, targets: [database, ...apiUrls(address)] });
  const app = assemble(store, { credentials, hasUi: options.ui });
  if (options.services)
    stack.use(runServices(store, { clock: systemClock, services: backgroundServices, onError: reportTurn }));
  const listening = await listenOrExplain(app, address);
  stack.defer(() => listening.close({ graceSeconds }));

  console.log(banner({ url: listening.url, database, hasServices: options.services, hasUi: options.ui }));
  await untilStopped({ withinSeconds: graceSeconds + 5 });
}

function closing(store: Store): Store & AsyncDisposable {
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}

function assemble(store: Store, { credentials, hasUi }: { credentials: string | undefined; hasUi: boolean }): App {
  const settings = { asksForCredentials: credentials !== undefined };
  const app = createApp({ store, settings, authString: credentials });
  const { apiBasePath } = defaultSettings;
  return hasUi ? { ...app, fetch: withUi(app.fetch, { folder: builtUi, apiBasePath }) } : app;
}

async function listenOrExplain(app: App, address: BindAddress): Promise<Listening> {
  try {
    return await listen(app, address);
  } catch (error) {
    throw new CommandFailure(whyNotListening(error, address), { cause: error });
  }
}

function whyNotListening(error: unknown, { host, port }: BindAddress): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is in use: end what listens there, or take another with --port ${port + 1}.`;
    case "EACCES":
      return `Port ${port} needs more rights than this user has: take one above 1023 with --port.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is no address of this machine: choose another with --host.`;
    default:
      return `Listening on ${host}:${port} failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function reportTurn(error: unknown, service: Service): void {
  console.error(`The service ${service.name} failed and will be tried again:`, error);
}
