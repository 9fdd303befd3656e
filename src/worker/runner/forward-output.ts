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
    const [text = "", own] = line.split(ownLineMark, 2); // what was written without an end stands before a line of ours
    if (text.trim() !== "") output.add(text, stream === "stderr" ? errorLevel : infoLevel);
    if (text !== "" || own === undefined) show(text);
    if (own !== undefined) show(own);
  };
}
