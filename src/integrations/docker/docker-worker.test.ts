// A docker worker as its user starts it, against a fake of the engine's API whose containers are processes.

import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeWorkplace } from "../../../test/support/command-line.ts";
import { startFakeEngine } from "./fixtures/fake-engine.ts";

const bin = fileURLToPath(new URL("../../cli/bin.ts", import.meta.url));
const path = fileURLToPath(new URL("../../worker/work-pool/fixtures/", import.meta.url));
console.log("Docker worker: against a fake of the engine's API.");

interface Run {
  id: string;
  state_type: string;
  state: { message: string | null };
  infrastructure_pid: string | null;
}

test("a docker worker runs flows in containers, keeps what they write, and says how they ended", async () => {
  await using place = await makeWorkplace();
  await using engine = await startFakeEngine();
  const { api } = await place.serve();
  const ask = async <T>(method: string, to: string, body?: unknown): Promise<T> => {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${api}${to}`, { method, headers: { "content-type": "application/json" }, ...json });
    if (!response.ok) throw new Error(`${to}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const env = { SLUICE_API_URL: api, SLUICE_WORKER_QUERY_SECONDS: "1", DOCKER_HOST: engine.address };
  const worker = place.start("sluice", ["worker", "start", "--pool", "boxes", "--type", "docker"], env);
  await worker.saying("Ctrl+C stops");
  const { id: flow_id } = await ask<{ id: string }>("POST", "/flows/", { name: "greet" });
  const facts = { name: "boxed", flow_id, work_pool_name: "boxes", path, entrypoint: "pooled.ts:greet" };
  const job = { image: "tiny:test", network_mode: "host", env: { GREETING: "hello", SLUICE_HOME: place.home } };
  const command = `${process.execPath} ${bin} flow-run execute`;
  const { id: deployment } = await ask<Run>("POST", "/deployments/", { ...facts, job_variables: { ...job, command } });
  const runToEnd = async (given: Record<string, unknown>): Promise<Run> => {
    const { id } = await ask<Run>("POST", `/deployments/${deployment}/create_flow_run`, given);
    for (;;) {
      const run = await ask<Run>("GET", `/flow_runs/${id}`);
      if (["COMPLETED", "CRASHED", "FAILED"].includes(run.state_type)) return run;
      await sleep(100);
    }
  };

  const done = await runToEnd({ parameters: { name: "you" } });
  expect(done, JSON.stringify(done.state)).toMatchObject({ state_type: "COMPLETED" });
  expect(done.infrastructure_pid).toContain(engine.address);

  const crashed = await runToEnd({
    job_variables: { command: "sh -c 'echo last words; exit 137'", image: "hungry:1" },
  });
  expect(crashed).toMatchObject({ state_type: "CRASHED", state: { message: expect.stringContaining("OOMKilled") } });
  const filter = { logs: { flow_run_id: { any_: [crashed.id] } } };
  let messages: string[] = [];
  while (!messages.includes("last words")) {
    messages = (await ask<{ message: string }[]>("POST", "/logs/filter", filter)).map(({ message }) => message);
    await sleep(50);
  }

  const unpulled = await runToEnd({ job_variables: { image: "broken:1" } });
  const why = "Failed to submit flow run to infrastructure: The image broken:1 cannot be pulled";
  expect(unpulled).toMatchObject({ state_type: "CRASHED", state: { message: expect.stringContaining(why) } });
  worker.child.kill("SIGTERM");
  expect(await worker.ended()).toMatchObject({ code: 0 });
}, 90_000);
