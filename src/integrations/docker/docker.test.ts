// Docker workers against a fake of the engine's API (fixtures/fake-engine.ts), and a few of the same against a real
// engine, where SLUICE_TEST_DOCKER_HOST names one that has the image SLUICE_TEST_DOCKER_IMAGE with /bin/sh.

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Job, JobConfiguration } from "../../worker/infrastructure.ts";
import { containerBody } from "./container-body.ts";
import { dockerInfrastructure } from "./docker-infrastructure.ts";
import { dockerEngine } from "./engine.ts";
import { type FakeEngine, startFakeEngine } from "./fixtures/fake-engine.ts";

const real = process.env["SLUICE_TEST_DOCKER_HOST"];
const realImage = process.env["SLUICE_TEST_DOCKER_IMAGE"] ?? "busybox:latest";
console.log(
  real === undefined
    ? "Docker: against a fake of the engine's API; SLUICE_TEST_DOCKER_HOST names a real one."
    : `Docker: against a fake of the engine's API, and the real engine at ${real}.`,
);

function configuration(given: Record<string, unknown>): JobConfiguration {
  const env = { SLUICE_API_URL: "http://server.example/api" };
  return { command: "true", env, labels: {}, name: "run", image: "tiny:test", ...given } as JobConfiguration;
}

function starting(address: string, given: Record<string, unknown>, lines: string[] = []) {
  const job = { configuration: configuration(given) } as Job;
  return dockerInfrastructure({ address, retryMs: 10 }).start(job, (line, stream) => lines.push(`${stream}: ${line}`));
}

const names = real === undefined ? (["fake"] as const) : (["fake", "real"] as const);

describe.for(names)("an engine that is %s", (name) => {
  const own = name === "real" ? { image: realImage, network_mode: "none" } : {};
  const open = async (): Promise<{ address: string } & AsyncDisposable> =>
    name === "real" ? { address: real!, async [Symbol.asyncDispose]() {} } : await startFakeEngine();

  test("what a container writes comes line by line, and its exit code after that, though it removes itself", async () => {
    await using engine = await open();
    const lines: string[] = [];
    const command = `/bin/sh -c 'echo hi $WHO; echo no >&2; printf end; exit 3'`;
    const job = await starting(
      engine.address,
      { ...own, command, env: { WHO: "you", PREFECT_API_URL: "http://server.example/api" }, auto_remove: true },
      lines,
    );
    expect(await job.ended).toEqual({ exitCode: 3 });
    expect(lines.toSorted()).toEqual(["stderr: no", "stdout: end", "stdout: hi you"]);
    expect(job.identifier).toMatch(/^(unix|tcp):.*:[0-9a-f]{64}$/);
  });

  test("a container that does not heed SIGTERM is killed after its grace", async () => {
    await using engine = await open();
    const lines: string[] = [];
    const command = `/bin/sh -c 'trap "" TERM; echo up; while true; do sleep 1; done'`;
    const job = await starting(engine.address, { ...own, command, auto_remove: true }, lines);
    while (lines.length === 0) await sleep(10);
    await job.stop(1);
    expect(await job.ended).toMatchObject({ exitCode: 137 });
  }, 60_000);

  test("a command that is not there keeps the job from starting, and leaves no container", async () => {
    await using engine = await open();
    await expect(starting(engine.address, { ...own, command: "nowhere", name: "absent" })).rejects.toThrow(
      'exec: "nowhere": executable file not found',
    );
    const left = dockerEngine(engine.address).ask("GET", "/containers/absent/json");
    await expect(left).rejects.toThrow("No such container");
  });

  test("a name that is taken gets a number", async () => {
    await using engine = await open();
    const held = { ...own, command: `/bin/sh -c 'while true; do sleep 1; done'`, name: "my run/1", auto_remove: true };
    const first = await starting(engine.address, held);
    const second = await starting(engine.address, { ...held, command: "/bin/sh -c 'exit 0'" });
    expect(second.identifier).not.toBe(first.identifier);
    await first.stop(0);
    await second.ended;
  }, 60_000);
});

async function withFake(act: (engine: FakeEngine) => Promise<void>): Promise<void> {
  await using engine = await startFakeEngine();
  await act(engine);
}

const pulls = (engine: FakeEngine): number => engine.asked.filter((one) => one === "POST /images/create").length;

test.for([
  ["tiny:test", undefined, 0],
  ["tiny:test", "Always", 1],
  ["other:2", "IfNotPresent", 1],
  ["host:5000/team/other", undefined, 1],
] as const)("the image %s with the policy %s is pulled %d times", async ([image, image_pull_policy, times]) => {
  await withFake(async (engine) => {
    const credentials = { username: "u", password: "p", registry_url: "https://r.example" };
    const policy = image_pull_policy && { image_pull_policy };
    engine.images.add("host:5000/team/other"); // as an engine reads a name without a tag
    await (
      await starting(engine.address, { image, ...policy, registry_credentials: credentials })
    ).ended;
    expect(pulls(engine)).toBe(times);
    const auth = { username: "u", password: "p", serveraddress: "https://r.example" };
    expect(engine.auth).toEqual(times === 0 ? undefined : auth);
  });
});

test.for([
  [{ image: "broken:1" }, "The image broken:1 cannot be pulled: failed to register layer: no space left on device"],
  [{ image: "unknown/x:1" }, "The image unknown/x:1 cannot be pulled: pull access denied"],
  [{ image: "none:1", image_pull_policy: "Never" }, "The image none:1 is not there, and image_pull_policy is Never"],
  [{ image: undefined }, 'set the job variable "image"'],
  [{ env: {} }, "start the worker with SLUICE_API_URL"],
  [{ mem_limit: "much" }, 'mem_limit is "much"'],
] as const)("a job with %o is not started, and says why", async ([given, message]) => {
  await withFake(async ({ address, containers }) => {
    await expect(starting(address, given)).rejects.toThrow(message);
    expect(containers.size).toBe(0);
  });
});

test("an engine that is not there is named, with its address", async () => {
  await expect(starting("unix:///nowhere/docker.sock", {})).rejects.toThrow(
    "The Docker engine at unix:///nowhere/docker.sock does not answer (ENOENT)",
  );
  expect(() => dockerInfrastructure({ address: "ssh://machine" })).toThrow("DOCKER_HOST");
});

test("a container that had too little memory is said to have had", async () => {
  await withFake(async ({ address }) => {
    const job = await starting(address, { image: "hungry:1", command: "sh -c 'exit 137'", mem_limit: "1k" });
    expect(await job.ended).toEqual({
      exitCode: 137,
      reason: "OOMKilled: it needed more memory than it may have (mem_limit: 1024 bytes)",
    });
  });
});

test("a container goes on while the connection to its engine breaks, and its end is learnt later", async () => {
  await withFake(async (engine) => {
    const job = await starting(engine.address, { command: "cat", name: "cat" });
    engine.breakConnections();
    const [container] = engine.containers.values();
    while (engine.asked.filter((one) => one.endsWith("/json")).length < 3) await sleep(5);
    container!.child!.stdin!.end();
    expect(await job.ended).toMatchObject({ exitCode: 0 });
  });
});

test("a container that somebody removes has ended, and it is not known how", async () => {
  await withFake(async (engine) => {
    const job = await starting(engine.address, { command: "cat" });
    for (const { child } of engine.containers.values()) child!.kill("SIGKILL");
    engine.containers.clear();
    engine.breakConnections();
    expect(await job.ended).toEqual({ exitCode: null, reason: "its container was removed" });
  });
});

test("job variables become what the engine's API calls them", async () => {
  const body = containerBody({
    ...configuration({}),
    env: { SLUICE_API_URL: "http://127.0.0.1:4200/api", OTHER: "http://localhost/" },
    networks: ["a", "b"],
    volumes: ["/x:/y:ro"],
    mem_limit: "512m",
    memswap_limit: -1,
    privileged: true,
    container_create_kwargs: { Hostname: "h", HostConfig: { Privileged: false, ShmSize: 1 } },
  });
  expect(body).toMatchObject({
    Env: ["SLUICE__RUNNER=1", "SLUICE_API_URL=http://host.docker.internal:4200/api", "OTHER=http://localhost/"],
    Hostname: "h",
    HostConfig: {
      Binds: ["/x:/y:ro"],
      NetworkMode: "a",
      Memory: 512 * 1024 ** 2,
      MemorySwap: -1,
      Privileged: false,
      ShmSize: 1,
      ExtraHosts: ["host.docker.internal:host-gateway"],
    },
  });
});

test("further networks are joined before the start", async () => {
  await withFake(async (engine) => {
    await (
      await starting(engine.address, { networks: ["a", "b c"] })
    ).ended;
    const joined = engine.asked.indexOf("POST /networks/b%20c/connect");
    expect(joined).toBeGreaterThan(0);
    expect(joined).toBeLessThan(engine.asked.findIndex((one) => one.endsWith("/start")));
  });
});
