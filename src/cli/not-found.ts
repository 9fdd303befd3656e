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

/**
 * The answer to a request that the server may refuse for what it says.
 *
 * @throws {CommandFailure} it does: with its reason
 */
export async function refusedAsFailure<T>(answer: Promise<T>, what: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof HttpStatusError) || error.status >= 500) throw error;
    throw new CommandFailure(`${what}: ${error.reason}`, { cause: error });
  }
}
