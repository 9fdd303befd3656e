import { join } from "node:path";
import { type PythonPackage, pythonVenv } from "./python-venv.ts";

export const newest: PythonPackage = { name: "prefect", version: "3.8.8", pins: ["fastapi==0.150.0"] };
export const early: PythonPackage = {
  name: "prefect",
  version: "3.0.11",
  pins: ["pydantic==2.9.2", "fastapi==0.115.4", "importlib_metadata==8.5.0", "griffe==1.5.1"],
};

export interface PrefectVenv {
  readonly version: string;
  readonly python: string;
  readonly prefect: string;
}

/** Prefect as Python has it, or null where this machine cannot have it. */
export async function prefectVenv(prefect: PythonPackage): Promise<PrefectVenv | null> {
  const bin = await pythonVenv(prefect);
  if (bin === null) return null;
  return { version: prefect.version, python: join(bin, "python"), prefect: join(bin, "prefect") };
}
