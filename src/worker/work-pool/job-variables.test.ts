import { expect, test } from "vitest";
import { fillTemplate, placeholdersIn, valueAt } from "./fill-template.ts";
import { jobVariables } from "./job-variables.ts";
import { explainExit } from "./exit-codes.ts";
import { splitCommand } from "../process/split-command.ts";

const template = {
  job_configuration: {},
  variables: { properties: { region: { default: "eu" }, env: { default: { A: "1", B: "1" } }, image: {} } },
};

test("a run's variables win over the deployment's, and those over the pool's defaults; env is merged", () => {
  const values = jobVariables(template, { region: "us", env: { B: "2" } }, { env: { C: "3" }, image: "x" });
  expect(values).toEqual({ region: "us", env: { A: "1", B: "2", C: "3" }, image: "x" });
});

test("a dotted key sets what is inside, and a name of the environment may hold dots", () => {
  const values = jobVariables(template, { "resources.limits.cpu": "1", "env.a.b": "x" }, null);
  expect(values).toMatchObject({ resources: { limits: { cpu: "1" } }, env: { A: "1", "a.b": "x" } });
});

test("the defaults of a pool are not changed by a job, nor the prototype of objects by a key", () => {
  jobVariables(template, { "env.A": "9", "__proto__.polluted": "yes", "a.constructor.b": "yes" }, null);
  expect(template.variables.properties.env.default.A).toBe("1");
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("a placeholder alone keeps the type of its value, one in a text becomes text, one without a value is left out", () => {
  const values = { limits: { cpu: 2 }, name: "x", off: false };
  const filled = fillTemplate(
    { a: "{{ limits }}", b: "job-{{name}}-{{ limits.cpu }}", c: "{{ none }}", d: ["{{ none }}", "{{ off }}"], e: 1 },
    (path) => valueAt(values, path),
  );
  expect(filled).toEqual({ a: { cpu: 2 }, b: "job-x-2", d: [false], e: 1 });
});

test("what is not the template's own is no value", () => {
  expect(valueAt({ a: {} }, "a.constructor")).toBeUndefined();
  expect(placeholdersIn({ a: "{{ b }} {{ c.d }}" })).toEqual(new Set(["b", "c.d"]));
});

test.for([
  ["sluice flow-run execute", ["sluice", "flow-run", "execute"]],
  [`sh -c 'exit "3"' a\\ b ""`, ["sh", "-c", 'exit "3"', "a b", ""]],
  ["  ", []],
] as const)("the words of %s", ([command, words]) => {
  expect(splitCommand(command)).toEqual(words);
});

test("exit codes are explained, unless the infrastructure knows better", () => {
  expect(explainExit(137)).toContain("too little memory");
  expect(explainExit(137, "evicted")).toBe("Its infrastructure ended with exit code 137: evicted.");
  expect(explainExit(null)).toBe("Its infrastructure ended.");
});
