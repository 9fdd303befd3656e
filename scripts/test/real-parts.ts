import { execFileSync } from "node:child_process";
import { existsSync, globSync, rmSync, writeFileSync } from "node:fs";

// What tests use besides Node. Where an address is given by the environment, nothing is installed.
const realParts = [
  {
    name: "PostgreSQL",
    debianPackage: "postgresql",
    isThere: () =>
      process.env["SLUICE_TEST_POSTGRES_URL"] !== undefined ||
      globSync("/usr/lib/postgresql/*/bin/postgres").length > 0,
  },
  {
    name: "Redis",
    debianPackage: "redis-server",
    isThere: () => process.env["SLUICE_TEST_REDIS_URL"] !== undefined || existsSync("/usr/bin/redis-server"),
  },
  {
    name: "Chromium",
    debianPackage: "chromium",
    isThere: () => process.env["SLUICE_TEST_CHROMIUM"] !== undefined || existsSync("/usr/bin/chromium"),
  },
];

/** Installs what is missing, where this is root on Debian, and returns the names of what is not there after that. */
export function prepareRealParts(): string[] {
  const missing = realParts.filter((part) => !part.isThere());
  if (missing.length > 0 && isRootOnDebian()) install(missing.map((part) => part.debianPackage));
  return missing.filter((part) => !part.isThere()).map((part) => part.name);
}

function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

function install(packages: string[]): void {
  const releaseServices = keepServicesStopped();
  try {
    console.log(`Installing for the tests: ${packages.join(", ")}`);
    if (!aptGet("install", "--yes", "--no-install-recommends", ...packages)) {
      aptGet("update");
      for (const name of packages) aptGet("install", "--yes", "--no-install-recommends", name);
    }
  } finally {
    releaseServices();
  }
}

/** Debian starts a service that it installs, unless this file says no; the tests start their own, elsewhere. */
function keepServicesStopped(): () => void {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy)) return () => {};
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  return () => rmSync(policy);
}

function aptGet(...args: string[]): boolean {
  try {
    execFileSync("apt-get", args, {
      stdio: "ignore",
      timeout: 5 * 60_000,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    return true;
  } catch {
    return false; // said at the end of the run, as what was not tested
  }
}
