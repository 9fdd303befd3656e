import { describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";

async function makeRun(api: TestApi) {
  const flow = await api.call("POST /flows/", { body: { name: "crawl" } });
  return api.call("POST /flow_runs/", { body: { flow_id: flow.id, name: 'my "run"' } });
}

const line = (message: string, given: object = {}) => ({
  name: "prefect.flow_runs",
  level: 20,
  message,
  timestamp: "2026-11-25T12:00:00.5Z",
  ...given,
});

describe.each(databases)("logs on $name", (database) => {
  test.skipIf(database.skip)("they are listed by run, level, time and words", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    const logs = [
      line("Started the crawl", { flow_run_id: run.id }),
      line("lost connection", { level: 40, timestamp: "2026-11-25T12:00:01+00:00", flow_run_id: run.id }),
      line("elsewhere", { name: "db" }),
    ];
    await api.call("POST /logs/", { body: logs });
    const messages = async (logs: object, sort?: "TIMESTAMP_DESC") =>
      (await api.call("POST /logs/filter", { body: { logs, ...(sort && { sort }) } })).map((log) => log.message);
    expect(await messages({ flow_run_id: { any_: [run.id] } })).toEqual(["Started the crawl", "lost connection"]);
    expect(await messages({ flow_run_id: { any_: [run.id] } }, "TIMESTAMP_DESC")).toEqual([
      "lost connection",
      "Started the crawl",
    ]);
    expect(await messages({ level: { ge_: 30 } })).toEqual(["lost connection"]);
    expect(await messages({ timestamp: { after_: "2026-11-25T12:00:01Z" } })).toEqual(["lost connection"]);
    expect(await messages({ text: { query: '"lost conn" -started' } })).toEqual(["lost connection"]);
    expect(await messages({ text: { query: "+crawl started" } })).toEqual(["Started the crawl"]);
    expect(await messages({ text: { query: "DB" } })).toEqual(["elsewhere"]);
    expect(await messages({ task_run_id: { is_null_: false } })).toEqual([]);
  });

  test.skipIf(database.skip)("all logs of a run come as CSV, page by page", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    const many = Array.from({ length: 2100 }, (_, at) => line(`line ${at}, "quoted"`, { flow_run_id: run.id }));
    await api.call("POST /logs/", { body: many });
    const { headers, body } = await api.try("GET /flow_runs/{id:uuid}/logs/download", { params: run });
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toBe('attachment; filename="my-run--logs.csv"');
    const lines = body.trimEnd().split("\r\n");
    expect(lines[0]).toBe("timestamp,level,flow_run_id,task_run_id,message");
    expect(lines[1]).toBe(`2026-11-25T12:00:00.500000Z,20,${run.id},,"line 0, ""quoted"""`);
    expect(new Set(lines).size).toBe(2101);
  });

  test.skipIf(database.skip)("searches are saved under their names", async () => {
    await using api = await openTestApi(database);
    const filters = [{ object: "flow_run", property: "state", type: "any", operation: "equals", value: 1 }];
    const saved = await api.try("PUT /saved_searches/", { body: { name: "mine", filters } });
    const again = await api.try("PUT /saved_searches/", { body: { name: "mine", filters: [] } });
    expect([saved.status, again.status, again.body.id]).toEqual([201, 200, saved.body.id]);
    expect(await api.call("GET /saved_searches/{id:uuid}", { params: saved.body })).toMatchObject({ filters: [] });
    expect(await api.call("POST /saved_searches/filter", { body: {} })).toHaveLength(1);
    await api.call("DELETE /saved_searches/{id:uuid}", { params: saved.body });
    expect((await api.try("GET /saved_searches/{id:uuid}", { params: saved.body })).status).toBe(404);
  });
});
