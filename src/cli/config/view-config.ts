import { findHome } from "../../lib/home.ts";
import { setting, settingNames, settingSource } from "../../sdk/settings.ts";
import { databaseOf, withoutPassword } from "../api.ts";
import type { OutputOptions } from "../options.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";

export interface ViewOptions extends OutputOptions {
  showDefaults?: true;
  showSecrets?: true;
}

interface Row {
  name: string;
  value: string | null;
  source: string;
}

const secrets: ReadonlySet<string> = new Set(["api.key", "api.auth_string"]);

/** Shows the settings in force, and where each comes from. */
export function viewConfig(options: ViewOptions): void {
  const rows = [...placeRows(options), ...settingRows(options)];
  printList(rows, { ...options, columns, empty: "No setting is set." });
}

function placeRows({ showSecrets }: ViewOptions): Row[] {
  const home = findHome();
  const database = databaseOf(home);
  return [
    { name: "home", value: home, source: process.env["SLUICE_HOME"] ? "SLUICE_HOME" : "found from here" },
    {
      name: "database.url",
      value: showSecrets ? database : withoutPassword(database),
      source: process.env["SLUICE_DATABASE_URL"] ? "SLUICE_DATABASE_URL" : "default",
    },
  ];
}

function settingRows({ showDefaults, showSecrets }: ViewOptions): Row[] {
  return settingNames.flatMap((name) => {
    const value = setting(name);
    if (value === undefined) return showDefaults ? { name, value: null, source: "default" } : [];
    return { name, value: secrets.has(name) && !showSecrets ? "********" : value, source: settingSource(name)! };
  });
}

const columns: Column<Row>[] = [
  { head: "Setting", text: (row) => row.name, paint: paint.cyan },
  { head: "Value", text: (row) => row.value ?? "-" },
  { head: "From", text: (row) => row.source, paint: paint.dim },
];
