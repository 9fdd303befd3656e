import { findHome } from "../../lib/home.ts";
import { version } from "../../lib/version.ts";
import { setting } from "../../sdk/settings.ts";
import { databaseOf, withoutPassword } from "../api.ts";
import type { OutputOptions } from "../options.ts";
import { printDetails } from "../print/print.ts";

/** What a bug report needs, for people or as JSON. */
export function printVersion(options: OutputOptions): void {
  const url = setting("api.url");
  const facts = {
    Version: version,
    Node: process.versions.node,
    SQLite: process.versions["sqlite"] ?? "none",
    "OS/Arch": `${process.platform}/${process.arch}`,
    Server: url ?? "none: runs are kept in the database",
    Home: findHome(),
    Database: withoutPassword(databaseOf(findHome())),
  };
  printDetails(facts, { ...options, entries: Object.entries(facts) });
}
