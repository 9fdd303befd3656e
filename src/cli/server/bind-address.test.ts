import { afterEach, expect, test, vi } from "vitest";
import { forgetSettings } from "../../sdk/settings.ts";
import { authString, bindAddress, isLoopback, refusePublicBind } from "./bind-address.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  forgetSettings();
});

function under(env: Record<string, string>): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  forgetSettings();
}

test("options come before our variables, those before Prefect's, and 127.0.0.1:4200 last", () => {
  under({ SLUICE_SERVER_API_PORT: "4300", PREFECT_SERVER_API_PORT: "4400", PREFECT_SERVER_API_HOST: "::1" });
  expect(bindAddress({ port: 0 })).toEqual({ host: "::1", port: 0 });
  expect(bindAddress({})).toEqual({ host: "::1", port: 4300 });
  under({ SLUICE_SERVER_API_PORT: "", PREFECT_SERVER_API_PORT: "", PREFECT_SERVER_API_HOST: "" });
  expect(bindAddress({})).toEqual({ host: "127.0.0.1", port: 4200 });
  under({ SLUICE_SERVER_API_PORT: "70000" });
  expect(() => bindAddress({})).toThrow("no port");
  under({ PREFECT_SERVER_API_AUTH_STRING: "a:b" });
  expect(authString()).toBe("a:b");
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
