// The block types that every server has. They are registered when somebody first looks for block types.

import { uuidv7 } from "../../lib/uuid.ts";
import type { JsonObject } from "../../lib/json.ts";
import { insertBlockSchema, insertBlockType } from "../db/blocks.ts";
import type { Store, Tx } from "../db/store.ts";
import { schemaChecksum } from "./schema-checksum.ts";

interface SystemBlockType {
  name: string;
  slug: string;
  description: string;
  capabilities: string[];
  fields: JsonObject;
}

const systemBlockTypes: readonly SystemBlockType[] = [
  {
    name: "Secret",
    slug: "secret",
    description: "A value that is shown to nobody who does not ask for it.",
    capabilities: [],
    fields: {
      title: "Secret",
      type: "object",
      properties: {
        value: {
          title: "Value",
          description: "The secret.",
          type: "string",
          format: "password",
          writeOnly: true,
          position: 0,
        },
      },
      required: ["value"],
      block_type_slug: "secret",
      secret_fields: ["value"],
      block_schema_references: {},
    },
  },
  {
    name: "Local File System",
    slug: "local-file-system",
    description: "Files in a folder of the machine that runs the flow.",
    capabilities: ["get-directory", "put-directory", "read-path", "write-path"],
    fields: {
      title: "LocalFileSystem",
      type: "object",
      properties: {
        basepath: {
          title: "Basepath",
          description: "The folder; by default the working directory.",
          anyOf: [{ type: "string" }, { type: "null" }],
          default: null,
          position: 0,
        },
      },
      block_type_slug: "local-file-system",
      secret_fields: [],
      block_schema_references: {},
    },
  },
  {
    name: "Webhook",
    slug: "webhook",
    description: "An address that is called with a message.",
    capabilities: [],
    fields: {
      title: "Webhook",
      type: "object",
      properties: {
        method: {
          title: "Method",
          description: "The method of the request.",
          type: "string",
          enum: ["GET", "POST", "PUT", "PATCH", "DELETE"],
          default: "POST",
          position: 0,
        },
        url: {
          title: "URL",
          description: "Where to.",
          type: "string",
          format: "password",
          writeOnly: true,
          position: 1,
        },
        headers: { title: "Headers", description: "What else to send.", type: "object", position: 2 },
        allow_private_urls: {
          title: "Allow Private Urls",
          description: "Whether the address may be inside of the network.",
          type: "boolean",
          default: true,
          position: 3,
        },
        verify: {
          title: "Verify",
          description: "Whether the certificate has to be valid.",
          type: "boolean",
          default: true,
          position: 4,
        },
      },
      required: ["url"],
      block_type_slug: "webhook",
      secret_fields: ["url", "headers.*"],
      block_schema_references: {},
    },
  },
];

const installed = new WeakSet<Store>();

/** Registers the system's block types where they are not; once for each store unless asked to do so again. */
export async function installSystemBlockTypes(store: Store, { again = false } = {}): Promise<void> {
  if (installed.has(store) && !again) return;
  await store.write(async (tx) => {
    for (const type of systemBlockTypes) await install(tx, type);
  });
  installed.add(store);
}

async function install(tx: Tx, { name, slug, description, capabilities, fields }: SystemBlockType): Promise<void> {
  const stored = { id: uuidv7(), created: tx.now, updated: tx.now };
  const noLinks = { logo_url: null, documentation_url: null, code_example: null };
  if (!(await insertBlockType(tx, { ...stored, name, slug, description, ...noLinks, is_protected: true }))) return;
  await insertBlockSchema(tx, {
    ...stored,
    id: uuidv7(),
    block_type_id: stored.id,
    checksum: schemaChecksum(fields),
    version: "non-versioned",
    capabilities,
    fields: JSON.stringify(fields),
  });
}
