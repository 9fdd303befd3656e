import { version } from "../../lib/version.ts";

/** What a bug report needs, for people or as JSON. */
export function versionReport(asJson: boolean): string {
  const facts = {
    Version: version,
    Node: process.versions.node,
    SQLite: process.versions["sqlite"] ?? "none",
    "OS/Arch": `${process.platform}/${process.arch}`,
  };
  if (asJson) return JSON.stringify(facts);
  const entries = Object.entries(facts);
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}
