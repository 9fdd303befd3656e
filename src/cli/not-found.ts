import { HttpStatusError } from "../client/http-errors.ts";
import { CommandFailure } from "./failure.ts";

/**
 * The answer to a question about one thing.
 *
 * @throws {CommandFailure} the server has no such thing
 */
export async function found<T>(answer: Promise<T>, what: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error))
      throw new CommandFailure(`There is no ${what}: it was deleted, or never was.`, { cause: error });
    throw error;
  }
}

/** The answer, or undefined from a server that has nothing there (a Prefect server lacks our own routes). */
export async function ifServed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof HttpStatusError && error.status === 404;
}
