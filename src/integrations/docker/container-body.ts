import type { JsonObject } from "../../lib/json.ts";
import { ConfigurationError } from "../../sdk/errors.ts";
import type { JobConfiguration } from "../../worker/infrastructure.ts";
import { splitCommand } from "../../worker/process/split-command.ts";

/** What a Docker pool's template has besides what every job has. */
export interface DockerConfiguration extends JobConfiguration {
  image?: string;
  image_pull_policy?: string;
  registry_credentials?: JsonObject;
  networks?: string[];
  network_mode?: string;
  auto_remove?: boolean;
  volumes?: string[];
  stream_output?: boolean;
  mem_limit?: string | number;
  memswap_limit?: string | number;
  privileged?: boolean;
  working_dir?: string;
  container_create_kwargs?: JsonObject;
}

/** A job as the engine's API wants it. @throws {ConfigurationError} a size that is none */
export function containerBody(job: DockerConfiguration): JsonObject {
  const { HostConfig: moreOfHost, ...more } = job.container_create_kwargs ?? {};
  return {
    Image: job.image!,
    Cmd: splitCommand(job.command),
    Env: Object.entries({ ...underRunner(job), ...job.env }).map(
      ([name, value]) => `${name}=${reachable(name, value, job)}`,
    ),
    Labels: job.labels,
    ...(job.working_dir !== undefined && { WorkingDir: job.working_dir }),
    ...more,
    HostConfig: { ...hostConfig(job), ...(moreOfHost as JsonObject | undefined) },
  };
}

/** Lines that a flow logs are marked, so that they are not logged a second time as the container's output. */
function underRunner({ stream_output }: DockerConfiguration): Record<string, string> {
  return stream_output === false ? {} : { SLUICE__RUNNER: "1" };
}

function hostConfig(job: DockerConfiguration): JsonObject {
  const networkMode = job.network_mode ?? job.networks?.[0];
  return {
    Binds: job.volumes ?? [],
    AutoRemove: job.auto_remove ?? false,
    Privileged: job.privileged ?? false,
    ...(networkMode !== undefined && { NetworkMode: networkMode }),
    ...(hasNetworkOfItsOwn(job) && { ExtraHosts: [`${hostOfEngine}:host-gateway`] }),
    ...(job.mem_limit !== undefined && { Memory: bytes("mem_limit", job.mem_limit) }),
    ...(job.memswap_limit !== undefined && { MemorySwap: bytes("memswap_limit", job.memswap_limit) }),
  };
}

/** Networks that a container joins besides the one that it is created in. */
export function furtherNetworks({ network_mode, networks = [] }: DockerConfiguration): string[] {
  return network_mode === undefined ? networks.slice(1) : networks;
}

const hostOfEngine = "host.docker.internal";

function hasNetworkOfItsOwn({ network_mode = "" }: DockerConfiguration): boolean {
  return !/^(host|none|container:.*)$/.test(network_mode);
}

/** Inside of a container, localhost is the container. */
function reachable(name: string, value: string, job: DockerConfiguration): string {
  if (!/^(SLUICE|PREFECT)_API_URL$/.test(name) || !hasNetworkOfItsOwn(job)) return value;
  return value.replace(/^(https?:\/\/)(localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/, `$1${hostOfEngine}`);
}

const units = ["b", "k", "m", "g"];

function bytes(name: string, size: string | number): number {
  const [, amount, unit = "b"] = /^(-?\d+)([bkmg])?b?$/i.exec(String(size).trim()) ?? [];
  if (amount === undefined)
    throw new ConfigurationError(`${name} is "${size}": it is bytes, or a number with a unit, as 512m or 2g.`);
  return Number(amount) * 1024 ** units.indexOf(unit.toLowerCase());
}
