import { expect, test } from "vitest";
import { makeWorkplace } from "../../test/support/command-line.ts";

test("a key closes a server that runs, opens it to who has it, and is refused when it is revoked", async () => {
  await using workplace = await makeWorkplace();
  const server = await workplace.serve();
  const remote = { SLUICE_API_URL: server.api };
  expect((await workplace.sluice(["variable", "ls"], remote)).code).toBe(0);
  const made = await workplace.sluice(["api-key", "create", "ada", "--role", "admin"], remote);
  const key = made.stdout.trim();
  expect(key).toMatch(/^sl_[\w-]{43}$/);

  const refused = await workplace.sluice(["variable", "ls"], remote);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain("refuses these credentials (401): set SLUICE_API_KEY");
  const asAda = { ...remote, SLUICE_API_KEY: key };
  expect((await workplace.sluice(["variable", "set", "a", "1"], asAda)).code).toBe(0);
  expect((await workplace.sluice(["api-key", "ls"], asAda)).stdout).toMatch(/^ada +admin +sl_\S+… /m);

  const viewer = await workplace.sluice(["api-key", "create", "eve", "--role", "viewer"], asAda);
  const asEve = { ...remote, SLUICE_API_KEY: viewer.stdout.trim() };
  expect((await workplace.sluice(["variable", "ls"], asEve)).stdout).toContain("a");
  const forbidden = await workplace.sluice(["variable", "set", "b", "1"], asEve);
  expect(forbidden.stderr).toContain('The key "eve" has the role viewer, which may not');

  expect((await workplace.sluice(["api-key", "revoke", "eve", "--yes"], asAda)).code).toBe(0);
  expect((await workplace.sluice(["variable", "ls"], asEve)).stderr).toContain("401");
  const audit = await workplace.sluice(["api-key", "audit", "--output", "json"], asAda);
  expect(
    (JSON.parse(audit.stdout) as { actor: string; method: string }[]).map(({ actor, method }) => [actor, method]),
  ).toEqual([
    ["ada", "DELETE"],
    ["ada", "POST"],
    ["ada", "POST"],
    ["anybody", "POST"],
  ]);
});

test("with a key, a public address needs no more", async () => {
  await using workplace = await makeWorkplace();
  expect((await workplace.sluice(["api-key", "create", "ada", "--role", "boss"])).stderr).toContain("there are admin");
  await workplace.sluice(["api-key", "create", "ada", "--role", "admin"]);
  const server = await workplace.serve(["--host", "0.0.0.0", "--no-ui"]);
  const { port } = new URL(server.url);
  expect((await fetch(`http://127.0.0.1:${port}/api/version`)).status).toBe(401);
});

test("a page that calls this server by a name of its own gets nothing", async () => {
  await using workplace = await makeWorkplace();
  const server = await workplace.serve(["--no-ui"]);
  const origin = { headers: { origin: "http://evil.example" } };
  expect((await fetch(`${server.api}/version`, origin)).status).toBe(403);
  expect((await fetch(`${server.api}/version`)).status).toBe(200);
});
