import { findHome } from "../../lib/home.ts";
import { definitionOf, type SettingName, settingNames } from "../../schemas/settings.ts";
import { setting, settingSource } from "../../sdk/settings.ts";
import { databaseOf } from "../api.ts";
import type { OutputOptions } from "../options.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { shown } from "./setting-text.ts";

export interface ViewOptions extends OutputOptions {
  showDefaults?: true;
  showSecrets?: true;
}

interface Row {
  name: string;
  value: string | null;
  source: string;
}

/** Shows the settings in force, and where each comes from. */
export function viewConfig(options: ViewOptions): void {
  const rows = [...placeRows(options), ...settingRows(options)];
  printList(rows, { ...options, columns, empty: "No setting is set." });
}

/** What is always in force, and found where it is not set. */
function placeRows(options: ViewOptions): Row[] {
  const home = findHome();
  const database = shown("database.url", databaseOf(home), options);
  return [
    { name: "home", value: home, source: settingSource("home") ?? "found from here" },
    { name: "database.url", value: database, source: settingSource("database.url") ?? "default" },
  ];
}

const places: ReadonlySet<SettingName> = new Set(["home", "database.url"]);

function settingRows(options: ViewOptions): Row[] {
  return settingNames.flatMap((name) => {
    if (places.has(name)) return [];
    const value = setting(name);
    if (value !== undefined) return { name, value: shown(name, value, options), source: settingSource(name)! };
    return options.showDefaults ? { name, value: definitionOf(name).default ?? null, source: "default" } : [];
  });
}

const columns: Column<Row>[] = [
  { head: "Setting", text: (row) => row.name, paint: paint.cyan },
  { head: "Value", text: (row) => row.value ?? "-" },
  { head: "From", text: (row) => row.source, paint: paint.dim },
];
