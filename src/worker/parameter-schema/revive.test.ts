import { expect, test } from "vitest";
import { type Flow, flow, type Secret } from "../../index.ts";
import { flowDefinition } from "../../sdk/flow.ts";
import { reviveParameters } from "./revive.ts";
import { schemaOfFlow } from "./schema-of-flow.ts";

interface Event {
  at: Date;
  link?: URL;
  children: Event[];
}

const typed = flow(
  { name: "typed" },
  (
    _since: Date,
    _events: Event[],
    _maybe: Date | null,
    _either: string | Date,
    _pair: [string, Date],
    _byDay: Record<string, Date>,
    _size: bigint,
    _token: Secret,
    _plain = "2026-01-01T00:00:00Z",
  ) => {},
);

const schema = schemaOfFlow(flowDefinition(typed as unknown as Flow));
const at = "2026-11-25T07:02:33.123Z";

test("what a flow's types call a date, URL, big integer or secret is one, wherever it stands", () => {
  const given = {
    _since: at,
    _events: [{ at, link: "https://a.b/", children: [{ at, children: [] }] }],
    _maybe: at,
    _pair: [at, at],
    _byDay: { monday: at },
    _size: 12,
    _plain: at,
  };
  expect(reviveParameters(given, schema)).toEqual({
    _since: new Date(at),
    _events: [{ at: new Date(at), link: new URL("https://a.b/"), children: [{ at: new Date(at), children: [] }] }],
    _maybe: new Date(at),
    _pair: [at, new Date(at)],
    _byDay: { monday: new Date(at) },
    _size: 12n,
    _plain: at,
  });
  const { _token: token } = reviveParameters({ _token: "hunter2" }, schema);
  expect((token as Secret).reveal()).toBe("hunter2");
});

test("what cannot be told, or is none, stays as it was given", () => {
  const given = {
    _since: "soon",
    _maybe: null,
    _either: at,
    _size: "many",
    _events: 5,
    _byDay: null,
    more: [at],
    __proto__: null,
  };
  expect(reviveParameters(given, schema)).toEqual({ ...given });
});

test("a schema that was not read from types changes nothing", () => {
  const named = { a: { b: [at, null, 1] } };
  expect(reviveParameters(named, {})).toEqual(named);
  expect(reviveParameters(named, { properties: { a: { $ref: "#/definitions/none" } } })).toEqual(named);
});
