import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureHome, findHome } from "./home.ts";
import { secretKeyOf } from "./secret-key.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "sluice-home-")));
});
afterEach(() => rmSync(root, { recursive: true }));

function folder(...parts: string[]): string {
  const path = join(root, ...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

describe("the home (engine.md S10)", () => {
  test("is where SLUICE_HOME says", () => {
    expect(findHome(root, { SLUICE_HOME: join(root, "elsewhere") })).toBe(join(root, "elsewhere"));
  });

  test("is the nearest one that is there", () => {
    folder("project", ".sluice");
    writeFileSync(join(folder("project", "packages", "a"), "package.json"), "{}");
    expect(findHome(join(root, "project", "packages", "a"), {})).toBe(join(root, "project", ".sluice"));
  });

  test("is made at the root of a workspace rather than in one of its packages", () => {
    writeFileSync(join(folder("mono"), "package.json"), JSON.stringify({ workspaces: ["packages/*"] }));
    writeFileSync(join(folder("mono", "packages", "a"), "package.json"), "{}");
    expect(findHome(join(root, "mono", "packages", "a"), {})).toBe(join(root, "mono", ".sluice"));
  });

  test("is made beside the nearest package.json", () => {
    writeFileSync(join(folder("app"), "package.json"), "{}");
    expect(findHome(folder("app", "src"), {})).toBe(join(root, "app", ".sluice"));
  });

  test("is the user's where there is no project", () => {
    expect(findHome("/", {})).toBe(join(homedir(), ".sluice"));
  });

  test("is beside a project's package.json although the folder of the user, above it, has one", () => {
    folder("user", ".sluice"); // with the user's profiles in it
    writeFileSync(join(folder("user", "project"), "package.json"), "{}");
    const project = join(root, "user", "project");
    const program = `import { findHome } from ${JSON.stringify(new URL("home.ts", import.meta.url).href)};
      process.stdout.write(findHome(${JSON.stringify(project)}, {}));`;
    const argv = ["--input-type=module", "--eval", program];
    const env = { ...process.env, HOME: join(root, "user"), USERPROFILE: join(root, "user") };
    expect(execFileSync(process.execPath, argv, { env, encoding: "utf8" })).toBe(join(project, ".sluice"));
  });

  test("says what to do where it cannot be made", () => {
    expect(() => ensureHome("/proc/nope")).toThrow(/cannot be made at \/proc\/nope: .*Set SLUICE_HOME/);
  });

  test("is for its owner only, and stays out of version control", () => {
    const home = ensureHome(join(root, ".sluice"));
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(home, ".gitignore"), "utf8")).toBe("*\n");
  });
});

describe("the key of a home (engine.md M3)", () => {
  test("is made once, readable by its owner only", () => {
    const key = secretKeyOf(root, {});
    expect(Buffer.from(key, "base64url")).toHaveLength(32);
    expect(secretKeyOf(root, {})).toBe(key);
    expect(statSync(join(root, "secret.key")).mode & 0o777).toBe(0o600);
  });

  test("comes from the environment where that has one", () => {
    expect(secretKeyOf(root, { SLUICE_SECRET_KEY: "given" })).toBe("given");
    expect(existsSync(join(root, "secret.key"))).toBe(false);
  });
});
