import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createClient } from "../client/client.ts";
import { openEmbedded } from "./embedded.ts";

test("S7: what was accepted is there when the home is opened again", async () => {
  await using home = await temporaryHome();
  const first = await openEmbedded({ home: home.path });
  const flow = await createClient({ fetch: first.fetch, baseUrl }).call("POST /flows/", { body: { name: "kept" } });
  await first.close();

  await using second = await openEmbedded({ home: home.path });
  const client = createClient({ fetch: second.fetch, baseUrl });
  expect(await client.call("GET /flows/{id:uuid}", { params: flow })).toEqual(flow);
});

test("S2: two servers in one home see each other's rows", async () => {
  await using home = await temporaryHome();
  await using one = await openEmbedded({ home: home.path });
  await using other = await openEmbedded({ home: home.path });
  await createClient({ fetch: one.fetch, baseUrl }).call("POST /flows/", { body: { name: "shared" } });
  const found = await createClient({ fetch: other.fetch, baseUrl }).call("POST /flows/filter", { body: {} });
  expect(found.map((flow) => flow.name)).toEqual(["shared"]);
});

const baseUrl = "http://sluice.embedded/api";

async function temporaryHome() {
  const path = await mkdtemp(join(tmpdir(), "sluice-home-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
