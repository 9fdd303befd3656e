import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { flow } from "../flow.ts";
import { flowParameterSchema } from "../flow-helpers.ts";

const body = async (): Promise<void> => {};

describe("the JSON Schema of a flow's parameters", async () => {
  test("comes from zod, with defaults, and any for what JSON cannot say", async () => {
    const parameters = z.object({ urls: z.array(z.url()), top: z.number().default(10), since: z.date().optional() });
    expect(await flowParameterSchema(flow({ name: "f", parameters }, body))).toEqual({
      title: "Parameters",
      type: "object",
      properties: {
        urls: { title: "urls", position: 0, type: "array", items: { type: "string", format: "uri" } },
        top: { title: "top", position: 1, type: "number", default: 10 },
        since: { title: "since", position: 2 },
      },
      required: ["urls"],
    });
  });

  test("comes from arktype and valibot", async () => {
    const expected = {
      title: "Parameters",
      type: "object",
      properties: { n: { title: "n", position: 0, type: "number" } },
      required: ["n"],
    };
    expect(await flowParameterSchema(flow({ name: "a", parameters: type({ n: "number" }) }, body))).toMatchObject(
      expected,
    );
    expect(await flowParameterSchema(flow({ name: "v", parameters: v.object({ n: v.number() }) }, body))).toMatchObject(
      expected,
    );
  });

  test("comes from schemas by name for positional parameters, with the function's own defaults", async () => {
    const parameters = { urls: z.array(z.string()), top: z.number() };
    const positional = flow({ name: "p", parameters }, async (_urls: string[], top = 10) => top);
    expect(await flowParameterSchema(positional)).toMatchObject({ properties: { top: { position: 1 } } });
  });

  test("names the parameters of a function without a schema", async () => {
    const plain = flow(async function plain(urls: string[], top = 10, ..._rest: number[]) {
      return [urls, top];
    });
    expect(await flowParameterSchema(plain)).toEqual({
      title: "Parameters",
      type: "object",
      properties: {
        urls: { title: "urls", position: 0 },
        top: { title: "top", position: 1, default: 10 },
        _rest: { title: "_rest", position: 2 },
      },
      required: ["urls"],
    });
  });
});
