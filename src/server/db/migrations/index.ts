import { type ColumnKind, kindOf } from "../columns.ts";
import { runs } from "./0001-runs.ts";
import { concurrency } from "./0002-concurrency.ts";
import { flowRunInputs } from "./0003-flow-run-inputs.ts";
import { deployments } from "./0004-deployments.ts";
import { eventsAndBlocks } from "./0005-events-and-blocks.ts";
import { taskClaims } from "./0006-task-claims.ts";
import { access } from "./0007-access.ts";
import { size } from "./0008-size.ts";
import { stateNames } from "./0009-state-names.ts";
import { deploymentVersions } from "./0010-deployment-versions.ts";
import { backgroundTasks } from "./0011-background-tasks.ts";
import type { Migration } from "./migration.ts";

/**
 * Every change of the database's shape, in order.
 *
 * To add one: write `000N-what-it-brings.ts` beside the others, put it at the end of this list, and describe the
 * new rows in `../tables.ts`. A migration that was released is never edited.
 */
export const migrations: readonly Migration[] = [
  runs,
  concurrency,
  flowRunInputs,
  deployments,
  eventsAndBlocks,
  taskClaims,
  access,
  size,
  stateNames,
  deploymentVersions,
  backgroundTasks,
];

export const latestSchema = migrations.length;

/** The kind of every column, by name: a column name means the same kind in every table. */
export const columnKindsByName: ReadonlyMap<string, ColumnKind> = collectKinds();

function collectKinds(): Map<string, ColumnKind> {
  const kinds = new Map<string, ColumnKind>();
  for (const { table, name, kind } of declaredColumns()) {
    const known = kinds.get(name);
    if (known !== undefined && known !== kind) {
      throw new Error(
        `column ${table}.${name} is ${kind}, but another table has a column of that name that is ${known}`,
      );
    }
    kinds.set(name, kind);
  }
  return kinds;
}

function* declaredColumns(): Generator<{ table: string; name: string; kind: ColumnKind }> {
  for (const step of migrations.flatMap((migration) => migration.steps)) {
    const table = "createTable" in step ? step.createTable : "addColumns" in step ? step.addColumns : undefined;
    if (table === undefined || !("columns" in step)) continue;
    for (const [name, column] of Object.entries(step.columns)) yield { table, name, kind: kindOf(column) };
  }
}
