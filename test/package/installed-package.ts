import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../", import.meta.url));

export type Outcome = { code: number | string; stdout: string; stderr: string };

/** Runs a command in a directory to its end. */
export function run(cwd: string, command: string, ...args: string[]): Promise<Outcome> {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: "1" };
  for (const name of Object.keys(env)) if (/^(npm_|VITEST|NODE_ENV|SLUICE_)/.test(name)) delete env[name];
  return new Promise((settle) => {
    const shell = process.platform === "win32";
    execFile(command, args, { cwd, env, shell, timeout: 120_000 }, (error, stdout, stderr) => {
      settle({ code: error?.code ?? (error === null ? 0 : "killed"), stdout, stderr });
    });
  });
}

async function succeed(cwd: string, command: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(cwd, command, ...args);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** The package as it would be published, and a project in which it is installed, both in a temporary directory. */
export class InstalledPackage implements AsyncDisposable {
  readonly directory: string;
  readonly tarball: string;

  private constructor(directory: string, tarball: string) {
    this.directory = directory;
    this.tarball = tarball;
  }

  /** Packs the repository and installs the tarball in a folder as `npm init -y` makes it. */
  static async make(): Promise<InstalledPackage> {
    const directory = await mkdtemp(join(tmpdir(), "sluice-package-"));
    await succeed(repository, "npm", "pack", "--pack-destination", directory); // builds it first
    const [tarball = ""] = await readdir(directory);
    const made = new InstalledPackage(directory, join(directory, tarball));
    await mkdir(made.project);
    await succeed(made.project, "npm", "init", "-y");
    await made.install(made.project);
    return made;
  }

  get project(): string {
    return join(this.directory, "project");
  }

  async install(project: string, ...options: string[]): Promise<void> {
    await succeed(project, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...options, this.tarball);
  }

  /** Another project with the same packages, of whatever kind its manifest says. */
  async copyOf(name: string, manifest: object | null): Promise<string> {
    const project = join(this.directory, name);
    await mkdir(project);
    await cp(join(this.project, "node_modules"), join(project, "node_modules"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    if (manifest !== null) await writeFile(join(project, "package.json"), JSON.stringify(manifest));
    return project;
  }

  /** Makes a package of this repository visible to a project, as if it had installed it too. */
  async borrow(project: string, name: string): Promise<void> {
    await mkdir(join(project, "node_modules", name, ".."), { recursive: true });
    await symlink(join(repository, "node_modules", name), join(project, "node_modules", name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.directory, { recursive: true });
  }
}

type Lock = { packages: Record<string, { hasInstallScript?: boolean }> };

export type Footprint = { packages: string[]; megabytes: number; nativeModules: string[]; installScripts: string[] };

/** What an installation put on the disk. */
export async function measure(project: string): Promise<Footprint> {
  const modules = join(project, "node_modules");
  const lock = JSON.parse(await readFile(join(modules, ".package-lock.json"), "utf8")) as Lock;
  const entries = await readdir(modules, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return {
    packages: Object.keys(lock.packages),
    megabytes: sizes.reduce((sum, size) => sum + size, 0) / 1e6,
    nativeModules: files.filter((file) => /\.(node|so|dylib|dll)$/.test(file)),
    installScripts: Object.entries(lock.packages).flatMap(([name, entry]) => (entry.hasInstallScript ? [name] : [])),
  };
}

/** The flow on README's first screen, with an address that needs no network. */
export async function readmeFlow(): Promise<string> {
  const readme = await readFile(join(repository, "README.md"), "utf8");
  const code = /^```ts check\n([\s\S]*?)^```/m.exec(readme)?.[1];
  if (code === undefined) throw new Error("README.md shows no flow.");
  return code.replace("https://example.com", "data:text/plain,the%20quick%20brown%20fox");
}
