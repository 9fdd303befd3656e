import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isNode, LineCounter, parseDocument } from "yaml";
import { SluiceError } from "../../lib/sluice-error.ts";
import { Project } from "./project-schema.ts";

/** A project file cannot be read, or says what it cannot mean. */
export class ProjectFileError extends SluiceError {
  static override readonly code = "project-file-error";
}

const names = ["sluice.yaml", "sluice.yml", "prefect.yaml"];

/**
 * The project file of a folder, or the one that was named.
 *
 * @throws {ProjectFileError} there is none, or it is no project: with the lines that are wrong
 */
export function readProject(folder: string, named?: string): { file: string; project: Project } {
  const candidates = named === undefined ? names : [named];
  const file = candidates.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) throw new ProjectFileError(`There is no ${candidates.join(" or ")} in ${folder}.`);
  return { file, project: parseProject(readFileSync(file, "utf8"), basename(file)) };
}

/** Parses the text of a project file. */
export function parseProject(text: string, file: string): Project {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true, prettyErrors: false });
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  const refuse = (faults: readonly string[]): never => {
    throw new ProjectFileError(`${file} cannot be used:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  };
  if (document.errors.length > 0)
    refuse(document.errors.map(({ pos, message }) => `line ${lineAt(pos[0])}: ${message}`));
  const parsed = Project().safeParse(plain(document, refuse) ?? {});
  if (parsed.success) return parsed.data;
  return refuse(
    parsed.error.issues.map(({ path, message }) => {
      const line = lineOf(path, (inner) => document.getIn(inner, true), lineAt);
      return `line ${line}: ${path.join(".") || "the file"}: ${message}`;
    }),
  );
}

/** What the document says; too many aliases of aliases are refused. */
function plain(document: ReturnType<typeof parseDocument>, refuse: (faults: readonly string[]) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    return refuse([(error as Error).message]);
  }
}

/** Of the value, or of the nearest that is there and holds it. */
function lineOf(
  path: readonly PropertyKey[],
  nodeAt: (path: readonly PropertyKey[]) => unknown,
  lineAt: (offset: number) => number,
): number {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(path.slice(0, length));
    if (isNode(node) && node.range) return lineAt(node.range[0]);
  }
  return 1;
}
