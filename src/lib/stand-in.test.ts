import { expect, test } from "vitest";
import { jsonPost, textRequest } from "./text-request.ts";
import { textResponse } from "./text-response.ts";

const text = JSON.stringify({ word: "naïve" });

function answer(status: number): Response {
  return textResponse(text, { status, headers: { "content-type": "application/json" } });
}

test("a light request is a Request to whoever reads one", async () => {
  const request = jsonPost("http://sluice/api", text);
  expect(request).toBeInstanceOf(Request);
  expect([request.method, request.url]).toEqual(["POST", "http://sluice/api"]);
  expect(request.headers.get("content-type")).toBe("application/json");
  expect(request.signal.aborted).toBe(false);
  expect(await request.clone().json()).toEqual({ word: "naïve" });
  expect(new TextDecoder().decode(await request.arrayBuffer())).toBe(text);
});

test("a light request gives its text without making a real one", async () => {
  expect(await jsonPost("http://sluice/api", text).text()).toBe(text);
  expect(await jsonPost("http://sluice/api", text).json()).toEqual({ word: "naïve" });
});

test("a light request without a body is a GET", async () => {
  const request = textRequest("http://sluice/api", { headers: { "x-one": "1" } });
  request.headers.set("x-two", "2");
  expect([request.method, request.body, await request.clone().text()]).toEqual(["GET", null, ""]);
  expect([...request.headers.keys()]).toEqual(["x-one", "x-two"]);
});

test("an awaited light response is itself", async () => {
  const response = answer(200);
  expect(await Promise.resolve(response)).toBe(response);
});

test("a light response is a Response to whoever reads one", async () => {
  const response = answer(422);
  expect(response).toBeInstanceOf(Response);
  expect([response.status, response.ok]).toEqual([422, false]);
  expect([...response.headers]).toEqual([["content-type", "application/json"]]);
  const pieces = [];
  for await (const piece of response.body ?? []) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe(text);
  expect(response.bodyUsed).toBe(true);
});

test("what was read as a stream is not there to be read again", async () => {
  const response = answer(200);
  await response.arrayBuffer();
  await expect(response.text()).rejects.toThrow(/already been read|unusable/i);
});
