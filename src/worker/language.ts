import type { DeploymentResponse } from "../schemas/deployment.ts";

export type Language = "typescript" | "python";

/** What runs a deployment's flow where its job says nothing (engine.md W6). */
export const commands: Record<Language, string> = {
  typescript: "npx --no-install sluice flow-run execute",
  python: "prefect flow-run execute",
};

/** In which language the flow of a deployment is written, by its entrypoint, else by the command of its job. */
export function languageOf({ entrypoint, job_variables }: DeploymentResponse): Language {
  if (/\.py(:|$)/.test(entrypoint ?? "")) return "python";
  if (/\.[cm]?[jt]sx?(:|$)/.test(entrypoint ?? "")) return "typescript";
  const command = (job_variables as Record<string, unknown>)["command"];
  return typeof command === "string" && command.includes("sluice") ? "typescript" : "python"; // a Python module's path
}
