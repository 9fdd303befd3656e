// What a request costs our client over loopback: undici's own `request`, as `openHttpApi` sends it, beside `fetch`.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { undiciFetch } from "../src/client/undici-fetch.ts";

const requests = 2_000;
const body = JSON.stringify({ items: Array.from({ length: 5 }, (_, n) => ({ n, kind: "task-run" })) });
const server = createServer((request, response) => {
  request.resume().on("end", () => response.setHeader("content-type", "application/json").end('{"answers":[]}'));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/sluice/record`;

async function microsPerRequest(send: (request: Request) => Promise<Response>): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < requests; at++) {
    const began = performance.now();
    const headers = { "content-type": "application/json" };
    await (await send(new Request(url, { method: "POST", body, headers }))).json();
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[requests / 2]! * 1000;
}

const ours = undiciFetch({});
await microsPerRequest(ours); // warm
await microsPerRequest(fetch);
const [byUndici, byFetch] = [await microsPerRequest(ours), await microsPerRequest(fetch)];
console.log(
  `a POST over loopback, p50: ${byUndici.toFixed(0)} µs by undici, ${byFetch.toFixed(0)} µs by fetch (${(byFetch / byUndici).toFixed(1)}×)`,
);
server.closeAllConnections();
server.close();
