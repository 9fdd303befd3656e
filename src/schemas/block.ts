import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, jsonObject, restrictedName, stored, uuid } from "./fields.ts";

export const BlockTypeCreate = once(() =>
  named("BlockTypeCreate", {
    name: restrictedName(),
    slug: z.string(),
    logo_url: z.string().nullish(),
    documentation_url: z.string().nullish(),
    description: z.string().nullish(),
    code_example: z.string().nullish(),
  }),
);
export type BlockTypeCreate = z.infer<ReturnType<typeof BlockTypeCreate>>;

export const BlockTypeUpdate = once(() =>
  named("BlockTypeUpdate", {
    logo_url: z.string().nullish(),
    documentation_url: z.string().nullish(),
    description: z.string().nullish(),
    code_example: z.string().nullish(),
  }),
);
export type BlockTypeUpdate = z.infer<ReturnType<typeof BlockTypeUpdate>>;

/** A kind of block. */
export const BlockType = once(() =>
  named("BlockType", {
    ...stored(),
    name: restrictedName(),
    slug: z.string(),
    logo_url: z.string().nullable(),
    documentation_url: z.string().nullable(),
    description: z.string().nullable(),
    code_example: z.string().nullable(),
    is_protected: z.boolean(),
  }),
);
export type BlockType = z.infer<ReturnType<typeof BlockType>>;

export const BlockSchemaCreate = once(() =>
  named("BlockSchemaCreate", {
    fields: jsonObject().default({}),
    block_type_id: uuid(),
    capabilities: z.array(z.string()).default([]),
    version: z.string().default("non-versioned"),
  }),
);
export type BlockSchemaCreate = z.infer<ReturnType<typeof BlockSchemaCreate>>;

/** The fields of a block type in one version. */
export const BlockSchema = once(() =>
  named("BlockSchema", {
    ...stored(),
    checksum: z.string(),
    fields: jsonObject(),
    block_type_id: uuid().nullable(),
    block_type: BlockType().nullable(),
    capabilities: z.array(z.string()),
    version: z.string(),
  }),
);
export type BlockSchema = z.infer<ReturnType<typeof BlockSchema>>;

export const BlockDocumentCreate = once(() =>
  named("BlockDocumentCreate", {
    name: restrictedName().nullish(),
    data: jsonObject().default({}),
    block_schema_id: uuid(),
    block_type_id: uuid(),
    is_anonymous: z.boolean().default(false),
  }),
);
export type BlockDocumentCreate = z.infer<ReturnType<typeof BlockDocumentCreate>>;

export const BlockDocumentUpdate = once(() =>
  named("BlockDocumentUpdate", {
    block_schema_id: uuid().nullish(),
    data: jsonObject().optional(),
    merge_existing_data: z.boolean().optional(),
  }),
);
export type BlockDocumentUpdate = z.infer<ReturnType<typeof BlockDocumentUpdate>>;

/** A saved block. */
export const BlockDocument = once(() =>
  named("BlockDocument", {
    ...stored(),
    name: restrictedName().nullable(),
    data: jsonObject(),
    block_schema_id: uuid(),
    block_schema: BlockSchema().nullable(),
    block_type_id: uuid(),
    block_type_name: z.string().nullable(),
    block_type: BlockType().nullable(),
    block_document_references: z.record(z.string(), jsonObject()),
    is_anonymous: z.boolean(),
  }),
);
export type BlockDocument = z.infer<ReturnType<typeof BlockDocument>>;
