// Runs are containers of a Docker engine.
//
// Invariants
//   C1. Output and end are listened to before a container starts, so that a short one that removes itself loses neither.
//   C2. A container that was created and could not be started is removed.
//   C3. A container goes on while its engine does not answer; its end is asked for again (container-end.ts).

import { dockerTemplate } from "../../schemas/job-templates/docker.ts";
import { ConfigurationError } from "../../sdk/errors.ts";
import type { Infrastructure, RunningJob, TakeLine } from "../../worker/infrastructure.ts";
import { containerBody, type DockerConfiguration, furtherNetworks } from "./container-body.ts";
import { endOf } from "./container-end.ts";
import { type DockerEngine, dockerEngine, DockerError } from "./engine.ts";
import { eachOutputLine } from "./output-frames.ts";
import { haveImage } from "./pull-image.ts";

export interface DockerOptions {
  /** Default: DOCKER_HOST, else unix:///var/run/docker.sock. */
  address?: string | undefined;
  /** Between two questions to an engine that does not answer. Default 5 s. */
  retryMs?: number;
}

/** @throws {ConfigurationError} the address is of a kind that is not spoken */
export function dockerInfrastructure({ address, retryMs = 5_000 }: DockerOptions = {}): Infrastructure {
  const engine = dockerEngine(address);
  return {
    type: "docker",
    baseJobTemplate: dockerTemplate,
    start: ({ configuration }, take) => startContainer(engine, configuration as DockerConfiguration, { take, retryMs }),
  };
}

interface Listening {
  take: TakeLine;
  retryMs: number;
}

async function startContainer(
  engine: DockerEngine,
  job: DockerConfiguration,
  { take, retryMs }: Listening,
): Promise<RunningJob> {
  if (!job.image) throw new ConfigurationError('It has no image: set the job variable "image" of its deployment.');
  if (job.env["SLUICE_API_URL"] === undefined && job.env["PREFECT_API_URL"] === undefined)
    throw new ConfigurationError("A container needs a server to report to: start the worker with SLUICE_API_URL.");
  const { image, image_pull_policy: policy, registry_credentials: credentials } = job;
  await haveImage(engine, { image, policy, credentials });
  const id = await create(engine, job);
  const path = `/containers/${id}`;
  try {
    for (const network of furtherNetworks(job))
      await engine.ask("POST", `/networks/${encodeURIComponent(network)}/connect`, { body: { Container: id } });
    const output = job.stream_output === false ? undefined : await follow(engine, path, take); // C1
    const exit = await engine.open("POST", `${path}/wait?condition=next-exit`); // C1
    await engine.ask("POST", `${path}/start`);
    const ended = endOf(engine, path, { exit, retryMs }).then(async (end) => {
      await output?.done;
      return end;
    });
    return { identifier: `${engine.address}:${id}`, ended, stop: (grace) => stop(engine, path, { ended, grace }) };
  } catch (error) {
    await engine.ask("DELETE", `${path}?force=1&v=1`).catch(() => {}); // C2
    throw error;
  }
}

const mostNames = 100;

/** Tries other names while the name is taken: runs that are started again keep theirs. */
async function create(engine: DockerEngine, job: DockerConfiguration): Promise<string> {
  const body = containerBody(job);
  const wanted = job.name.replaceAll(/[^\w.-]+/g, "-").replace(/^[^a-zA-Z0-9]+/, "") || "run";
  for (let attempt = 0; ; attempt++) {
    const name = attempt === 0 ? wanted : `${wanted}-${attempt}`;
    try {
      const { Id } = await engine.ask<{ Id: string }>("POST", `/containers/create?name=${name}`, { body });
      return Id;
    } catch (error) {
      if (!(error instanceof DockerError) || error.status !== 409 || attempt === mostNames) throw error;
    }
  }
}

async function follow(engine: DockerEngine, path: string, take: TakeLine): Promise<{ done: Promise<void> }> {
  const output = await engine.open("POST", `${path}/attach?stream=1&stdout=1&stderr=1`);
  return { done: eachOutputLine(output, take) };
}

/** The engine asks, and kills what has not ended by then; where it cannot, it is told to kill. */
async function stop(
  engine: DockerEngine,
  path: string,
  { ended, grace }: { ended: Promise<unknown>; grace: number },
): Promise<void> {
  const seconds = Math.max(0, Math.ceil(grace));
  const patienceMs = (seconds + 60) * 1000;
  await engine.ask("POST", `${path}/stop?t=${seconds}`, { patienceMs }).catch(async (error: unknown) => {
    if (error instanceof DockerError && error.status === 404) return;
    await engine.ask("POST", `${path}/kill`).catch(() => {}); // it has ended, or its engine does not answer (C3)
  });
  await ended;
}
