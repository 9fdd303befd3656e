import { ownLineMark } from "../../sdk/logging/console.ts";
import type { OutputStream } from "./run-process.ts";
import type { RunOutput } from "./run-output.ts";

const infoLevel = 20;
const errorLevel = 40;

/** Lines go to the terminal, and to the log where they are not from there. */
export function forwardOutput(
  output: RunOutput,
  show: (line: string) => void,
): (line: string, stream: OutputStream) => void {
  return (line, stream) => {
    if (line.startsWith(ownLineMark)) return show(line.slice(ownLineMark.length));
    show(line);
    if (line.trim() !== "") output.add(line, stream === "stderr" ? errorLevel : infoLevel);
  };
}
