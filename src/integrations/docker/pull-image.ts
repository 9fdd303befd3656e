import { createInterface } from "node:readline";
import type { JsonObject } from "../../lib/json.ts";
import { DockerError, type DockerEngine } from "./engine.ts";

export interface ImageToHave {
  image: string;
  policy?: string | undefined;
  credentials?: JsonObject | undefined;
}

const silenceMs = 10 * 60_000; // a large layer is unpacked without a word

/** Sees to it that the engine has an image. @throws {DockerError} it cannot be pulled, or must not be and is not there */
export async function haveImage(engine: DockerEngine, { image, policy, credentials }: ImageToHave): Promise<void> {
  const reference = withTag(image);
  const chosen = policy ?? (reference.endsWith(":latest") ? "Always" : "IfNotPresent");
  if (chosen !== "Always" && (await isThere(engine, reference))) return;
  if (chosen === "Never") throw new DockerError(`The image ${reference} is not there, and image_pull_policy is Never.`);
  try {
    await pull(engine, reference, credentials);
  } catch (error) {
    throw new DockerError(`The image ${reference} cannot be pulled: ${(error as Error).message}`, { cause: error });
  }
}

/** Without a tag, engines pull every tag that there is. */
function withTag(image: string): string {
  return image.includes("@") || image.lastIndexOf(":") > image.lastIndexOf("/") ? image : `${image}:latest`;
}

async function isThere(engine: DockerEngine, reference: string): Promise<boolean> {
  try {
    await engine.ask("GET", `/images/${encodeURI(reference)}/json`);
    return true;
  } catch (error) {
    if (error instanceof DockerError && error.status === 404) return false;
    throw error;
  }
}

async function pull(engine: DockerEngine, reference: string, credentials?: JsonObject): Promise<void> {
  const headers = credentials === undefined ? {} : { "x-registry-auth": registryAuth(credentials) };
  const path = `/images/create?fromImage=${encodeURIComponent(reference)}`;
  const progress = await engine.open("POST", path, { headers, patienceMs: silenceMs, silenceMs });
  for await (const line of createInterface({ input: progress })) {
    if (line.trim() === "") continue;
    const { error } = JSON.parse(line) as { error?: string };
    if (error !== undefined) throw new DockerError(error); // with status 200: the answer had begun
  }
}

function registryAuth({ username, password, registry_url }: JsonObject): string {
  const auth = { username, password, serveraddress: registry_url };
  return Buffer.from(JSON.stringify(auth)).toString("base64url");
}
