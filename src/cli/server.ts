import type { Command } from "commander";
import { type OutputOptions, parsePort, withOutput } from "./options.ts";
import type { ImportDatabaseOptions } from "./server/import-database.ts";
import type { DatabaseOptions } from "./server/database-status.ts";
import type { ServerStatusOptions } from "./server/server-status.ts";
import type { StartServerOptions } from "./server/start-server.ts";

export function addServerCommands(program: Command): void {
  const group = program.command("server").description("start a server, and look at one");

  group
    .command("start")
    .description("serve the API and the UI, and run the background services, until Ctrl-C")
    .option("--host <host>", "the address to listen on (default: 127.0.0.1)")
    .option("--port <port>", "the port to listen on; 0 takes any that is free (default: 4200)", parsePort)
    .option("--database <database>", "a SQLite file or a postgresql:// URL (default: the home's)")
    .option("--home <folder>", "where Sluice keeps its things (default: SLUICE_HOME, or the project's .sluice)")
    .option("--no-services", "serve only: another process runs the background services")
    .option("--no-ui", "serve the API only")
    .option("--background", "go on when this terminal is closed; sluice server stop ends it")
    .option("--log-json", "say what goes wrong as JSON, one object a line")
    .option("--allow-public", "listen on a public address without credentials")
    .action(async ({ background, ...options }: StartServerOptions & { background?: true }) => {
      if (background) {
        const { startInBackground } = await import("./server/background-server.ts");
        return await startInBackground(options);
      }
      const { startServer } = await import("./server/start-server.ts");
      await startServer(options);
    });

  group
    .command("stop")
    .description("stop the server that was started with --background")
    .option("--home <folder>", "the home that it was started for")
    .action(async (options: { home?: string }) => {
      const { stopServer } = await import("./server/background-server.ts");
      await stopServer(options);
    });

  withOutput(group.command("status"))
    .description("ask whether a server answers")
    .option("--wait", "wait until it does")
    .option("--timeout <seconds>", "how long to wait", Number, 120)
    .action(async (options: ServerStatusOptions) => {
      const { serverStatus } = await import("./server/server-status.ts");
      await serverStatus(options);
    });

  withPlace(withOutput(group.command("import")))
    .description("take over what a database of Prefect's holds; it is only read")
    .requiredOption("--from <database>", "Prefect's SQLite file, or its postgresql:// URL")
    .action(async (options: ImportDatabaseOptions) => {
      const { importDatabase } = await import("./server/import-database.ts");
      await importDatabase(options);
    });

  const database = group.command("database").description("look after the database of a server or of scripts");
  withPlace(withOutput(database.command("status")))
    .description("say where the database is, how large, and of which schema")
    .action(async (options: OutputOptions & DatabaseOptions) => {
      const { databaseStatus } = await import("./server/database-status.ts");
      await databaseStatus(options);
    });

  withPlace(withOutput(database.command("storage")))
    .description("say which tables the room goes to")
    .action(async (options: OutputOptions & DatabaseOptions) => {
      const { databaseStorage } = await import("./server/database-storage.ts");
      await databaseStorage(options);
    });

  withPlace(database.command("migrate"))
    .alias("upgrade")
    .description("bring the tables up to date, as every start does")
    .action(async (options: DatabaseOptions) => {
      const { migrateDatabase } = await import("./server/change-database.ts");
      await migrateDatabase(options);
    });

  withPlace(database.command("reset"))
    .description("delete everything that is in the database")
    .option("-y, --yes", "do not ask first")
    .action(async (options: DatabaseOptions & { yes?: true }) => {
      const { resetDatabase } = await import("./server/change-database.ts");
      await resetDatabase(options);
    });
}

function withPlace(command: Command): Command {
  return command
    .option("--database <database>", "a SQLite file or a postgresql:// URL (default: the home's)")
    .option("--home <folder>", "where Sluice keeps its things (default: SLUICE_HOME, or the project's .sluice)");
}
