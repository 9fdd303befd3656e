import { expect, test } from "vitest";
import { authString, bindAddress, isLoopback, refusePublicBind } from "./bind-address.ts";

test("options come before our variables, those before Prefect's, and 127.0.0.1:4200 last", () => {
  const env = { SLUICE_SERVER_API_PORT: "4300", PREFECT_SERVER_API_PORT: "4400", PREFECT_SERVER_API_HOST: "::1" };
  expect(bindAddress({ port: 0 }, env)).toEqual({ host: "::1", port: 0 });
  expect(bindAddress({}, env)).toEqual({ host: "::1", port: 4300 });
  expect(bindAddress({}, { SLUICE_SERVER_API_PORT: "" })).toEqual({ host: "127.0.0.1", port: 4200 });
  expect(() => bindAddress({}, { SLUICE_SERVER_API_PORT: "70000" })).toThrow("no port");
  expect(authString({ PREFECT_SERVER_API_AUTH_STRING: "a:b" })).toBe("a:b");
});

test("only an address that nobody else reaches is a loopback one", () => {
  for (const host of ["127.0.0.1", "127.8.8.8", "::1", "localhost"]) expect(isLoopback(host)).toBe(true);
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "127.example.com", ""]) expect(isLoopback(host)).toBe(false);
});

test("a public address wants credentials, or to be told", () => {
  const address = { host: "0.0.0.0", port: 1 };
  expect(() => refusePublicBind(address, { allowPublic: false, isGuarded: false })).toThrow("--allow-public");
  expect(() => refusePublicBind(address, { allowPublic: true, isGuarded: false })).not.toThrow();
  expect(() => refusePublicBind(address, { allowPublic: false, isGuarded: true })).not.toThrow();
});
