import { version } from "../../lib/version.ts";

/** The files of a new project, by name. */
export function projectFiles(name: string): Record<string, string> {
  return {
    "package.json": packageJson(name),
    "flow.ts": flow,
    "tsconfig.json": tsconfig,
    ".gitignore": "node_modules/\n.sluice/\n",
    "README.md": readme(name),
  };
}

function packageJson(name: string): string {
  const manifest = {
    name,
    version: "0.0.0",
    private: true,
    type: "module",
    engines: { node: ">=24.8" },
    scripts: { start: "node flow.ts", check: "tsc" },
    dependencies: { sluice: `^${version}` },
    devDependencies: { "@types/node": "^24.0.0", typescript: "^7.0.0" },
  };
  return JSON.stringify(manifest, null, 2) + "\n";
}

const flow = `import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { flow, getRunLogger, task } from "sluice";

// A task is recorded, retried and, once it has completed, not run again when its flow run goes on after a crash.
const countWords = task({ name: "count-words", retries: 2, retryDelaySeconds: 1 }, async (file: string) => {
  const text = await readFile(file, "utf8");
  return text.split(/\\s+/).filter((word) => word !== "").length;
});

export const wordCount = flow({ name: "word-count" }, async ({ folder }: { folder: string }) => {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
  const counts = await countWords.map(files).results(); // one task run for each file, at the same time
  const total = counts.reduce((sum, count) => sum + count, 0);
  getRunLogger().info("Counted %d words in %d files", total, files.length);
  return total;
});

if (import.meta.main) console.log(await wordCount({ folder: import.meta.dirname }));
`;

// What Node's own type stripping runs, checked as such.
const tsconfig = `{
  "compilerOptions": {
    "target": "esnext",
    "module": "nodenext",
    "types": ["node"],
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "allowImportingTsExtensions": true
  },
  "include": ["*.ts"]
}
`;

function readme(name: string): string {
  return `# ${name}

A [Sluice](https://www.npmjs.com/package/sluice) project: flows and tasks are plain TypeScript functions.

    npm install
    node flow.ts

The run, its tasks, states and logs are kept in \`.sluice/\`.
`;
}
