import pc from "picocolors";

const { env, stdout } = process;

/** Whether a person looks at the output: tables and colours for them, plain text for a pipe or a file. */
export const isForPeople = stdout.isTTY === true;

/** Colours, or none where nobody would see them. */
export const paint = pc.createColors(
  (isForPeople && !env["NO_COLOR"] && env["TERM"] !== "dumb") || Boolean(env["FORCE_COLOR"]),
);
