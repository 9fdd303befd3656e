import { expect, test } from "vitest";
import { openTestApi } from "../../../test/support/api.ts";
import { templateFault } from "../deployments/base-job-template.ts";

test("the types of workers come with base job templates that a work pool takes", async () => {
  await using api = await openTestApi();
  const view = await api.call("GET /collections/views/{view}", { params: { view: "aggregate-worker-metadata" } });
  const { process } = view["prefect"] as { process: { default_base_job_configuration: object } };
  const base_job_template = process.default_base_job_configuration as never;
  expect(templateFault(base_job_template)).toBeUndefined();
  await api.call("POST /work_pools/", { body: { name: "local", type: "process", base_job_template } });
});

test("a view that is none is not found, whatever its name", async () => {
  await using api = await openTestApi();
  for (const view of ["nothing", "constructor"]) {
    const { status, body } = await api.try("GET /collections/views/{view}", { params: { view } });
    expect([status, body]).toEqual([404, { detail: `View ${view} not found in registry` }]);
  }
});
