// Row 8: requests per second of Prefect's own routes over HTTP, with create_flow_run and three set_state a run.
// Prints one JSON object. The server is where SLUICE_API_URL says.

import { Agent, setGlobalDispatcher } from "undici";

const url = process.env["SLUICE_API_URL"] as string;
setGlobalDispatcher(new Agent({ connections: 32, pipelining: 1 }));

async function post<T>(path: string, body: unknown): Promise<T> {
  const response = await fetch(url + path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const { id: flow_id } = await post<{ id: string }>("/flows/", { name: "bench" });

async function oneRun(): Promise<void> {
  const { id } = await post<{ id: string }>("/flow_runs/", {
    flow_id,
    name: "bench",
    state: { type: "PENDING" },
    parameters: { n: 1 },
  });
  for (const type of ["PENDING", "RUNNING", "COMPLETED"]) await post(`/flow_runs/${id}/set_state`, { state: { type } });
}

async function requestsPerSecond(clients: number, runs: number): Promise<number> {
  const started = performance.now();
  let left = runs;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) await oneRun();
    }),
  );
  return (runs * 4) / ((performance.now() - started) / 1000);
}

await requestsPerSecond(8, 100);
console.log(JSON.stringify({ alone: await requestsPerSecond(1, 200), sixteen: await requestsPerSecond(16, 1000) }));
