// The global set-up of vitest: lends one PostgreSQL to all tests of a run. It is started when the first test asks
// for it, so that a run which needs none does not wait for one.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Cluster, startCluster } from "./postgres-cluster.ts";

let lender: { server: Server; users: number } | undefined; // the projects of one run share it
let cluster: Promise<Cluster> | undefined;

export async function setup(): Promise<void> {
  lender ??= { server: await listen(), users: 0 };
  lender.users += 1;
}

async function listen(): Promise<Server> {
  const server = createServer((_, response) => {
    cluster ??= startCluster();
    cluster.then(
      ({ url }) => response.end(url),
      (error: Error) => response.writeHead(503).end(error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env["SLUICE_TEST_POSTGRES_LENDER"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

export async function teardown(): Promise<void> {
  if (lender === undefined || (lender.users -= 1) > 0) return;
  lender.server.close();
  lender = undefined;
  await (await cluster?.catch(() => undefined))?.stop();
  cluster = undefined;
}
