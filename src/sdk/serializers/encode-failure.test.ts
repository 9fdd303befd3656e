import { Socket } from "node:net";
import { expect, test } from "vitest";
import { encodeFailure, richFailure } from "./encode-failure.ts";
import { rich } from "./rich.ts";

test("an error that can be kept is kept whole", () => {
  const error = Object.assign(new TypeError("no", { cause: 3 }), { code: "E" });
  const { text, leftOut } = encodeFailure(error);
  expect(leftOut).toEqual([]);
  expect(text).toBe(rich.encode(error));
});

test("fields that cannot be kept are left out and named, also those of causes", () => {
  const cause = Object.assign(new Error("reset"), { socket: new Socket(), syscall: "read" });
  const error = Object.assign(new TypeError("request failed", { cause }), { code: "ECONNRESET", request: () => 1 });
  const { text, leftOut } = encodeFailure(error);
  const back = rich.decode(text) as typeof error & { cause: typeof cause };
  expect([String(back), back.code, back.stack]).toEqual([String(error), "ECONNRESET", error.stack]);
  expect([back.cause.message, back.cause.syscall, "request" in back, "socket" in back.cause]).toEqual([
    "reset",
    "read",
    false,
    false,
  ]);
  expect(back).toBeInstanceOf(TypeError);
  expect(leftOut.toSorted()).toEqual([
    "error.cause.socket is a Socket, which cannot be stored",
    "error.request is a function, which cannot be stored",
  ]);
});

test("a thrown value that is no error and cannot be kept is kept as undefined, with the reason", () => {
  expect(encodeFailure(() => 1).leftOut).toEqual(["error is a function, which cannot be stored"]);
});

test("an error that refers to itself through a refused field ends", () => {
  const error = Object.assign(new Error("loop"), { socket: new Socket(), self: undefined as unknown });
  error.self = error;
  expect((rich.decode(encodeFailure(error).text) as Error).message).toBe("loop");
});

test("what the serializer for failures wrote is read by the rich one", () => {
  const error = Object.assign(new Error("reset"), { socket: new Socket(), code: "ECONNRESET" });
  expect(richFailure.name).toBe("rich");
  expect((rich.decode(richFailure.encode(error)) as typeof error).code).toBe("ECONNRESET");
});
