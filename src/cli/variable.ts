import type { Command } from "commander";
import { collect, type ListOptions, type OutputOptions, withLimit, withOutput } from "./options.ts";
import type { SetVariableOptions } from "./variable/set-variable.ts";

export function addVariableCommands(program: Command): void {
  const group = program.command("variable").alias("variables").description("list, read, set and unset variables");

  withOutput(withLimit(group.command("ls"), 100))
    .description("list variables by name")
    .action(async (options: ListOptions) => {
      const { listVariables } = await import("./variable/list-variables.ts");
      await listVariables(options);
    });

  group
    .command("get")
    .description("print the value of a variable: text as it is, everything else as JSON")
    .argument("<name>")
    .action(async (name: string) => {
      const { getVariable } = await import("./variable/read-variable.ts");
      await getVariable(name);
    });

  withOutput(group.command("inspect"))
    .description("show a variable with its tags and times")
    .argument("<name>")
    .action(async (name: string, options: OutputOptions) => {
      const { inspectVariable } = await import("./variable/read-variable.ts");
      await inspectVariable(name, options);
    });

  group
    .command("set")
    .description("create a variable")
    .argument("<name>")
    .argument("<value>", "JSON; anything that is none is taken as text")
    .option("--overwrite", "change the variable where it exists")
    .option("-t, --tag <tag>", "a tag; may be repeated", collect)
    .action(async (name: string, value: string, options: SetVariableOptions) => {
      const { setVariable } = await import("./variable/set-variable.ts");
      await setVariable({ name, value, ...options });
    });

  group
    .command("unset")
    .alias("delete")
    .description("delete a variable")
    .argument("<name>")
    .option("-y, --yes", "do not ask first")
    .action(async (name: string, options: { yes?: true }) => {
      const { unsetVariable } = await import("./variable/unset-variable.ts");
      await unsetVariable(name, options);
    });
}
