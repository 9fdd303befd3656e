import type { JsonObject } from "../../../lib/json.ts";
import { openApi } from "../../../schemas/openapi.ts";
import { routes } from "../../../schemas/routes/index.ts";

const documents = new Map<string, JsonObject>();

/** The OpenAPI document of this server, made when it is first asked for. */
export function openApiDocument(basePath: string): JsonObject {
  const made = documents.get(basePath) ?? openApi(routes, { title: "Sluice API", version: "0.1.0", basePath });
  documents.set(basePath, made);
  return made;
}
