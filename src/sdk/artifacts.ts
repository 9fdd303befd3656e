import { systemClock } from "../lib/clock.ts";
import { uuidv7 } from "../lib/uuid.ts";
import { currentContext } from "./context.ts";
import { RecordRefused } from "./errors.ts";
import { connect } from "./engine/reporting/process.ts";
import { writeLog } from "./logging/run-logger.ts";
import { levels } from "./logging/levels.ts";

export interface ArtifactOptions {
  /** Lower-case letters, digits and dashes. Artifacts of one key are versions of one thing; without a key it belongs to its run alone. */
  key?: string;
  description?: string;
}

/** Rows of a table (objects, lists, or single values), or its columns by name. */
export type TableData = readonly unknown[] | Readonly<Record<string, readonly unknown[]>>;

/** What a run leaves for people to read. Each call resolves with the artifact's id, after it is committed. */
export const artifacts = {
  async markdown(options: ArtifactOptions & { markdown: string }): Promise<string> {
    return await create({ ...options, type: "markdown", data: options.markdown });
  },

  async table(options: ArtifactOptions & { table: TableData }): Promise<string> {
    return await create({ ...options, type: "table", data: JSON.stringify(options.table, finite) });
  },

  /** A link, with `linkText` in its place where it is given. */
  async link(options: ArtifactOptions & { link: string; linkText?: string }): Promise<string> {
    return await create({
      ...options,
      type: "markdown",
      data: `[${options.linkText ?? options.link}](${options.link})`,
    });
  },

  async image(options: ArtifactOptions & { imageUrl: string }): Promise<string> {
    return await create({ ...options, type: "image", data: options.imageUrl });
  },

  /** A progress bar, from 0 to 100. Change it with `updateProgress`. */
  async progress(options: ArtifactOptions & { progress: number }): Promise<string> {
    return await create({ ...options, type: "progress", data: percent(options.progress) });
  },

  async updateProgress(id: string, progress: number, options: { description?: string } = {}): Promise<void> {
    await record({ id, type: "progress", data: percent(progress), update: true, ...options });
  },
};

interface NewArtifact extends ArtifactOptions {
  id?: string;
  type: string;
  data: unknown;
  update?: boolean;
}

const keyPattern = /^[a-z0-9-]+$/;

async function create(artifact: NewArtifact): Promise<string> {
  const { key } = artifact;
  if (key !== undefined && !keyPattern.test(key)) {
    throw new TypeError(`An artifact's key may hold lower-case letters, digits and dashes: "${key}".`);
  }
  return await record(artifact);
}

async function record({ id = uuidv7(), key, type, description, data, update }: NewArtifact): Promise<string> {
  const { flow, task } = currentContext();
  const { recorder } = flow ?? task ?? (await connect());
  const answer = await recorder.record({
    kind: "artifact",
    attempt: flow?.attempt,
    id,
    key,
    type,
    description,
    data_json: JSON.stringify(data),
    flow_run_id: flow?.id,
    task_run_id: task?.id,
    timestamp: systemClock.now(),
    update,
  });
  if (answer.status === "refused") throw new RecordRefused(`The artifact was refused: ${answer.reason}`);
  return id;
}

function percent(progress: number): number {
  if (progress >= 0 && progress <= 100) return progress;
  writeLog(
    currentContext(),
    levels.WARNING,
    `A progress of ${progress} is shown as ${Math.min(100, Math.max(0, progress))}: it goes from 0 to 100.`,
  );
  return Math.min(100, Math.max(0, progress)) || 0;
}

/** NaN and infinities are no JSON: null in a table. */
function finite(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
