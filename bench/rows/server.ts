// Row 8: requests per second of Prefect's own routes over HTTP, with create_flow_run and three set_state a run.
// Prints one JSON object. The server is where SLUICE_API_URL says.

import { Pool } from "undici";

const { origin, pathname } = new URL(process.env["SLUICE_API_URL"] as string);
const pool = new Pool(origin, { connections: 32, pipelining: 1 }); // `fetch` would measure itself: it costs twice as much

async function post<T>(path: string, body: unknown): Promise<T> {
  const { statusCode, body: answer } = await pool.request({
    method: "POST",
    path: pathname + path,
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", "accept-encoding": "gzip, deflate" }, // as Prefect's client does
  });
  if (statusCode >= 300) throw new Error(`${path}: ${statusCode} ${await answer.text()}`);
  return (await answer.json()) as T;
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

await requestsPerSecond(8, 300);
const alone = await requestsPerSecond(1, 200);
console.log(JSON.stringify({ alone, sixteen: await requestsPerSecond(16, 2000) }));
await pool.close();
