/** `TypeError: text`: an error in one line, as state messages show it. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.message === "" ? error.name : `${error.name}: ${firstLines(error.message)}`;
  return `thrown: ${String(error)}`;
}

const longest = 2_000;

function firstLines(message: string): string {
  return message.length > longest ? `${message.slice(0, longest)}…` : message;
}
