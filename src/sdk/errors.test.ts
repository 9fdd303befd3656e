import { describe, expect, test } from "vitest";
import * as errors from "./errors.ts";
import {
  FailedRun,
  HttpStatusError,
  isSluiceError,
  isTransient,
  ServerUnreachable,
  SluiceError,
  statusError,
} from "./errors.ts";

const classes = Object.values(errors).filter(
  (value) => typeof value === "function" && value.prototype instanceof SluiceError,
);

test("every public error has a code and name of its own, and they say the same", () => {
  const made = classes.map(
    (type) => Reflect.construct(type, ["what happened", { status: 404, body: "" }]) as SluiceError,
  );
  expect(new Set(made.map(({ code }) => code)).size).toBe(made.length);
  for (const error of made) {
    expect(error.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(error.name.toLowerCase()).toBe(error.code.replaceAll("-", ""));
    expect(error.name).toBe(error.constructor.name);
  }
});

test("errors of ours are told by their code, also those of another copy of the package", () => {
  const foreign = Object.assign(new Error("x"), { code: "failed-run", name: "FailedRun" });
  expect([isSluiceError(new FailedRun("x")), isSluiceError(foreign), isSluiceError(foreign, "failed-run")]).toEqual([
    true,
    true,
    true,
  ]);
  expect([
    isSluiceError(foreign, "crashed-run"),
    isSluiceError(Object.assign(new Error("of another library"), { code: "abort" }), "abort"),
    isSluiceError(Object.assign(new Error("x"), { code: "ENOENT" })),
    isSluiceError("x"),
  ]).toEqual([false, false, false, false]);
});

test("a cause is kept, and shown as one", () => {
  const cause = new TypeError("inner");
  expect(new FailedRun("outer", { cause }).cause).toBe(cause);
  expect(Object.keys(new FailedRun("outer", { cause }))).toEqual(["code"]);
});

describe("the error for an answer of the server", () => {
  test.each([
    [JSON.stringify({ detail: "Flow run not found" }), "Flow run not found"],
    [
      JSON.stringify({ detail: [{ loc: ["body", "name"], msg: "missing" }] }),
      '[{"loc":["body","name"],"msg":"missing"}]',
    ],
    ["<html>gateway</html>", "<html>gateway</html>"],
    ["", "no reason given"],
  ])("says what the server said: %s", async (body, reason) => {
    const error = await statusError(new Response(body, { status: 404, statusText: "Not Found" }));
    expect(error).toBeInstanceOf(HttpStatusError);
    expect([error.status, error.body, error.message]).toEqual([404, body, `404 Not Found from the server: ${reason}`]);
  });

  test("is passing for a server that is busy, starting or away", () => {
    const withStatus = (status: number) => new HttpStatusError("x", { status, body: "" });
    expect([429, 502, 503, 504, 408].map((status) => isTransient(withStatus(status)))).toEqual(Array(5).fill(true));
    expect([400, 404, 409, 500].map((status) => isTransient(withStatus(status)))).toEqual(Array(4).fill(false));
  });

  test("is passing where the network failed, as fetch reports it, and not where the caller gave up", () => {
    const refused = new TypeError("fetch failed", {
      cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }),
    });
    expect([refused, new ServerUnreachable("x")].map(isTransient)).toEqual([true, true]);
    expect([new TypeError("no function"), new DOMException("x", "AbortError"), "x", null].map(isTransient)).toEqual(
      Array(4).fill(false),
    );
  });
});
