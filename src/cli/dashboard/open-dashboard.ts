import { spawn } from "node:child_process";
import { once } from "node:events";
import { setting } from "../../sdk/settings.ts";
import { CommandFailure } from "../failure.ts";

const defaultUrl = "http://127.0.0.1:4200/api";

/** Opens the UI of the server that `SLUICE_API_URL` names, or of the one on this machine; prints its address in any case. */
export async function openDashboard(): Promise<void> {
  const address = (setting("api.url") ?? defaultUrl).replace(/\/api\/*$/, "");
  await requireServer(address);
  console.log(address);
  const [command, args] = opener(address);
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.unref();
  const [outcome] = await Promise.race([once(child, "spawn").then(() => [undefined]), once(child, "error")]);
  if (outcome instanceof Error) console.error("No browser could be opened from here: open the address above.");
}

async function requireServer(address: string): Promise<void> {
  try {
    await fetch(`${address}/api/health`, { signal: AbortSignal.timeout(2_000) });
  } catch (cause) {
    throw new CommandFailure(`No server answers at ${address}. Start one: sluice server start`, { cause });
  }
}

function opener(address: string): [string, string[]] {
  switch (process.platform) {
    case "darwin":
      return ["open", [address]];
    case "win32":
      return ["rundll32", ["url.dll,FileProtocolHandler", address]];
    default:
      return ["xdg-open", [address]];
  }
}
