import { createInterface } from "node:readline/promises";
import { CommandFailure } from "./failure.ts";

/**
 * Asks a person before something is lost; a script is taken at its word.
 *
 * @throws {CommandFailure} the answer was no
 */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new CommandFailure("Nothing was changed.");
}
