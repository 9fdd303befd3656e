import { expect, test } from "vitest";
import { withoutMasks } from "./without-masks.ts";

test("the stars that stand for secrets are left out at every depth, and nothing else is", () => {
  const data = {
    user: "ada",
    password: "********",
    nested: { key: "********", url: "http://*/**" },
    list: ["********"],
  };
  expect(withoutMasks(data)).toEqual({ user: "ada", nested: { url: "http://*/**" }, list: ["********"] });
});
