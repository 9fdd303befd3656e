import { expect, test } from "vitest";
import { flow, type Flow } from "../../index.ts";
import { flowDefinition } from "../../sdk/flow.ts";
import { entrypointOf } from "./save-deployment.ts";

/** As a decorator is called for a method. */
function decorated(isStatic: boolean): Flow {
  const context = { kind: "method", name: "load", static: isStatic, addInitializer() {} };
  return flow({})(async () => {}, context) as unknown as Flow;
}

test("a method of an object is not deployed: the process of its run has no such object", () => {
  expect(() => entrypointOf(flowDefinition(decorated(false)))).toThrow(
    /^The flow "load" is a method of an object, which another process does not have\./,
  );
  expect(() => entrypointOf(flowDefinition(decorated(false).withOptions({ retries: 1 })))).toThrow("is a method");
});

test("a static method, and a function, are found by file and name", () => {
  const folder = import.meta.dirname;
  expect(entrypointOf(flowDefinition(decorated(true)), folder)).toBe("save-deployment.test.ts:load");
  const plain = flow({ name: "plain" }, async () => {});
  expect(entrypointOf(flowDefinition(plain as unknown as Flow), folder)).toBe("save-deployment.test.ts:plain");
});
