import { describe, expect, test } from "vitest";
import { databases } from "../support/databases.ts";
import { openInteropServer } from "./support/interop-server.ts";
import { newest, prefectVenv } from "./support/prefect-venv.ts";

const venv = await prefectVenv(newest);
const served = databases.filter(({ skip }) => !skip);

describe.skipIf(venv === null).each(served)("Prefect's client on $name", (database) => {
  test("saves and loads blocks, variables and artifacts, and keeps to limits", async () => {
    await using server = await openInteropServer(database, venv!);
    expect(await server.python("objects.py")).toEqual({
      user: "grace",
      password: "n3w",
      secret: { token: "abc" },
      colour: "blue",
      missing: "nothing",
      done: [1, 2],
      most: 1,
    });
    const documents = await server.call("POST /block_documents/filter", { body: {} });
    expect(documents.map(({ name }) => name)).toEqual(["key", "lake", "main"]);
    expect(JSON.stringify(documents.map(({ data }) => data))).not.toMatch(/s3cr3t|n3w|abc/);
    const artifacts = await server.call("POST /artifacts/filter", { body: { sort: "KEY_ASC" } });
    expect(artifacts.map(({ key, type, data }) => [key, type, data])).toEqual([
      ["bar", "progress", 50],
      ["note", "markdown", "# Done"],
      ["table", "table", '[{"a": 1}]'],
    ]);
    const [dried] = (
      await server.call("POST /events/filter", { body: { filter: { event: { name: ["paint.dried"] } } } })
    ).events;
    expect(dried).toMatchObject({ payload: { hours: 2 } });
    expect(dried!.related.map((resource) => resource["prefect.resource.role"])).toContain("flow-run");
    const limits = await server.call("POST /v2/concurrency_limits/filter", { body: {} });
    expect(limits.map(({ name, active_slots }) => [name, active_slots])).toEqual([
      ["api", 0],
      ["database", 0],
      ["tag:heavy", 0],
    ]);
  });

  test("pauses for input, and goes on with it", async () => {
    await using server = await openInteropServer(database, venv!);
    const outcome = await server.python<{ id: string }>("pausing.py");
    expect(outcome).toMatchObject({ name: "Ada", count: 3 });
    const states = await server.call("GET /flow_run_states/", { query: { flow_run_id: outcome.id } });
    expect(states.map(({ name }) => name)).toEqual(["Pending", "Running", "Paused", "Running", "Completed"]);
  });

  test("runs tasks in the background, by a worker that was started before or after", async () => {
    await using server = await openInteropServer(database, venv!);
    const early = server.python<{ ids: string[]; results: number[] }>("background.py");
    await using _worker = server.start(venv!.python, [server.script("background.py"), "serve"]);
    const { ids, results } = await early;
    expect(results).toEqual([0, 2, 4]);
    for (const id of ids) {
      expect(await server.call("GET /task_runs/{id:uuid}", { params: { id } })).toMatchObject({
        state_type: "COMPLETED",
        flow_run_id: null,
      });
    }
  });
});
