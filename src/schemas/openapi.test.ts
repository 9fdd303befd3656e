import { expect, test } from "vitest";
import { openApi } from "./openapi.ts";
import { routes } from "./routes/index.ts";

type Operation = {
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { required: boolean };
  responses: object;
};

const document = openApi(routes, { title: "Test", version: "1", basePath: "/api" }) as unknown as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { required?: string[] }> };
};

test("every reference leads to a named schema", () => {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
  const missing = [...references].map(([, name]) => name!).filter((name) => !(name in document.components.schemas));
  expect(missing).toEqual([]);
});

test("what is sent and received under one name is told apart", () => {
  const { schemas } = document.components;
  expect(schemas["FlowRunPolicy"]!.required).toContain("max_retries");
  expect(schemas["FlowRunPolicy-Input"]!.required).toBeUndefined();
});

test("parameters, bodies and statuses are described", () => {
  const create = document.paths["/api/flows/"]!["post"]!;
  expect(Object.keys(create.responses)).toEqual(["200", "201"]);
  expect(create.requestBody?.required).toBe(true);
  const graph = document.paths["/api/flow_runs/{id}/graph-v2"]!["get"]!;
  expect(graph.parameters?.map(({ name, required }) => [name, required])).toEqual([
    ["id", true],
    ["since", false],
  ]);
  expect(Object.keys(document.paths["/api/flows/{id}"]!["delete"]!.responses)).toEqual(["204"]);
});

test("websockets are left out, and what lies outside of the base path is listed there", () => {
  expect(document.paths).not.toHaveProperty(["/api/events/in"]);
  expect(document.paths).toHaveProperty(["/ui-settings"]);
});
