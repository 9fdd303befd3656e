import { inspect } from "node:util";

export type LogFormat = "text" | "json";

export interface ServerLog {
  info(message: string, facts?: Record<string, string | number>): void;
  error(message: string, error: unknown, facts?: Record<string, string | number>): void;
}

/** What a server says on stderr: for people, or one JSON object a line for what collects logs. */
export function serverLog(format: LogFormat, write: (line: string) => void = console.error): ServerLog {
  if (format === "text") {
    return {
      info: (message) => write(message),
      error: (message, error) => write(`${message}: ${inspect(error)}`),
    };
  }
  const line = (level: string, message: string, facts: object): void =>
    write(JSON.stringify({ time: new Date().toISOString(), level, message, ...facts }));
  return {
    info: (message, facts = {}) => line("info", message, facts),
    error: (message, error, facts = {}) => line("error", message, { ...facts, error: inspect(error) }),
  };
}
