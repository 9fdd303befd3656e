import type { Command } from "commander";
import type { CreateApiKeyOptions } from "./api-key/create-api-key.ts";
import { type ListOptions, type OutputOptions, parseCount, withLimit, withOutput } from "./options.ts";

export function addApiKeyCommands(program: Command): void {
  const group = program
    .command("api-key")
    .alias("api-keys")
    .description("keys of a server, and what has been changed with them");

  withOutput(group.command("create"))
    .description("make a key; it is shown once. The first one closes the server to all who have none")
    .argument("<name>", "whose it is, or what for")
    .requiredOption("--role <role>", "admin; operator: all but keys; worker: what runs need; viewer: look only")
    .option("--expires-in-days <days>", "from when it is refused (default: never)", parseCount)
    .action(async (name: string, options: CreateApiKeyOptions) => {
      const { createApiKey } = await import("./api-key/create-api-key.ts");
      await createApiKey(name, options);
    });

  withOutput(group.command("ls"))
    .description("list the keys; the keys themselves are kept nowhere")
    .action(async (options: OutputOptions) => {
      const { listApiKeys } = await import("./api-key/list-api-keys.ts");
      await listApiKeys(options);
    });

  group
    .command("revoke")
    .description("refuse a key from now on")
    .argument("<name>", "its name or its id")
    .option("-y, --yes", "do not ask first")
    .action(async (name: string, options: { yes?: true }) => {
      const { revokeApiKey } = await import("./api-key/revoke-api-key.ts");
      await revokeApiKey(name, options);
    });

  withOutput(withLimit(group.command("audit"), 50))
    .description("show who changed what through a server, the latest first")
    .action(async (options: ListOptions) => {
      const { showAudit } = await import("./api-key/show-audit.ts");
      await showAudit(options);
    });
}
