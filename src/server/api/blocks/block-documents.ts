import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import { seal, unseal } from "../../../lib/sealed-text.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import type { BlockDocument, BlockDocumentUpdate } from "../../../schemas/block.ts";
import { encryptionKey } from "../../blocks/encryption-key.ts";
import { withStoredSecrets, withoutSecrets } from "../../blocks/secrets.ts";
import {
  type BlockDocumentRow,
  countBlockDocuments,
  deleteBlockDocument,
  type DocumentKey,
  findBlockDocument,
  findBlockDocuments,
  findBlockSchema,
  findBlockSchemas,
  findBlockTypes,
  insertBlockDocument,
  listBlockDocuments,
  updateBlockDocument,
} from "../../db/blocks.ts";
import type { Store, Tx } from "../../db/store.ts";
import { tellOfChange } from "../../events/change-events.ts";
import { badRequest, conflict, found } from "../http/api-error.ts";
import { jsonText } from "../http/json-text.ts";
import { blockSchemaOnWire, blockTypeOnWire } from "../on-wire/block.ts";
import { storedOnWire } from "../on-wire/time.ts";
import { sliceOf } from "../http/paging.ts";
import { serve } from "../http/serve.ts";

const missing = "Block document not found";
/** Blocks in blocks: one that refers to itself ends here. */
const deepest = 16;

export const servedBlockDocuments = [
  serve("POST /block_documents/", async ({ body }, { store }) => {
    const key = await encryptionKey(store);
    const name = body.name ?? (body.is_anonymous ? `anonymous-${uuidv7()}` : undefined);
    if (name === undefined) throw badRequest("Names must be provided for block documents.");
    const { block_type_id, block_schema_id, is_anonymous } = body;
    const row = await store.write(async (tx) => {
      const schema = await findBlockSchema(tx.db, block_schema_id);
      if (schema?.block_type_id !== block_type_id) throw badRequest("The block schema is not one of the block type.");
      const stored = { id: uuidv7(), created: tx.now, updated: tx.now, sealed: seal(jsonText(body.data), key) };
      const document = { ...stored, block_type_id, block_schema_id, name, is_anonymous };
      if (!(await insertBlockDocument(tx, document))) return undefined;
      await tellOfChange(tx, { kind: "block-document", ...document }, "created");
      return document;
    });
    if (row === undefined) throw conflict("Block already exists");
    return (await documentsOnWire(store, [row], false))[0]!;
  }),

  serve("GET /block_documents/{id:uuid}", ({ params, query }, { store }) =>
    readDocument(store, params, query.include_secrets),
  ),

  serve("PATCH /block_documents/{id:uuid}", async ({ params, body }, { store }) => {
    const key = await encryptionKey(store);
    await store.write((tx) => change(tx, { id: params.id, body, key }));
    return undefined;
  }),

  serve("DELETE /block_documents/{id:uuid}", async ({ params }, { store }) => {
    await store.write(async (tx) => {
      const document = found(await deleteBlockDocument(tx, params.id), missing);
      await tellOfChange(tx, { kind: "block-document", ...document }, "deleted");
    });
    return undefined;
  }),

  serve("POST /block_documents/filter", async ({ body }, api) => {
    const list = { filters: body, sort: body.sort ?? "NAME_ASC", ...sliceOf(body, api) };
    return documentsOnWire(api.store, await listBlockDocuments(api.store, list), body.include_secrets);
  }),

  serve("POST /block_documents/count", ({ body }, { store }) => countBlockDocuments(store, body)),
];

export async function readDocument(store: Store, key: DocumentKey, includeSecrets: boolean): Promise<BlockDocument> {
  const row = found(await store.read((db) => findBlockDocument(db, key)), missing);
  return (await documentsOnWire(store, [row], includeSecrets))[0]!;
}

async function change(
  tx: Tx,
  { id, body, key }: { id: string; body: BlockDocumentUpdate; key: string },
): Promise<void> {
  const row = found(await findBlockDocument(tx.db, { id }), missing);
  const block_schema_id = body.block_schema_id ?? row.block_schema_id;
  if ((await findBlockSchema(tx.db, block_schema_id))?.block_type_id !== row.block_type_id) {
    throw badRequest("Must migrate block document to a block schema of the same block type.");
  }
  const stored = dataOf(row, key);
  const sent = withStoredSecrets(body.data ?? {}, stored);
  const data = body.merge_existing_data === false ? sent : { ...stored, ...sent };
  await updateBlockDocument(tx, id, { block_schema_id, sealed: seal(jsonText(data), key) });
  await tellOfChange(tx, { kind: "block-document", ...row }, "updated", { updated_fields: Object.keys(body) });
}

function dataOf({ sealed }: BlockDocumentRow, key: string): JsonObject {
  return parseExactJson(unseal(sealed, key)) as JsonObject;
}

/** Saved blocks with those that they refer to in them; secrets are stars unless they are asked for. */
export async function documentsOnWire(
  store: Store,
  rows: readonly BlockDocumentRow[],
  includeSecrets: boolean,
): Promise<BlockDocument[]> {
  if (rows.length === 0) return [];
  const family = await readFamily(store, rows);
  return rows.map((row) => documentOnWire(row, { family, includeSecrets, depth: 0 }));
}

/** What it takes to write documents: them and those below them, with their schemas and types. */
interface Family {
  documents: ReadonlyMap<string, { row: BlockDocumentRow; data: JsonObject }>;
  schemas: ReadonlyMap<string, Awaited<ReturnType<typeof findBlockSchemas>>[number]>;
  types: ReadonlyMap<string, Awaited<ReturnType<typeof findBlockTypes>>[number]>;
}

async function readFamily(store: Store, rows: readonly BlockDocumentRow[]): Promise<Family> {
  const key = await encryptionKey(store);
  const documents = new Map<string, { row: BlockDocumentRow; data: JsonObject }>();
  let generation = rows;
  for (let depth = 0; generation.length > 0 && depth <= deepest; depth++) {
    for (const row of generation) documents.set(row.id, { row, data: dataOf(row, key) });
    const below = generation.flatMap(({ id }) => references(documents.get(id)!.data).map(([, reference]) => reference));
    const unknown = [...new Set(below)].filter((id) => !documents.has(id));
    generation = await store.read((db) => findBlockDocuments(db, unknown));
  }
  const all = [...documents.values()].map(({ row }) => row);
  const schemaIds = [...new Set(all.map(({ block_schema_id }) => block_schema_id))];
  const typeIds = [...new Set(all.map(({ block_type_id }) => block_type_id))];
  const schemas = await store.read((db) => findBlockSchemas(db, schemaIds));
  const types = await store.read((db) => findBlockTypes(db, typeIds));
  return {
    documents,
    schemas: new Map(schemas.map((schema) => [schema.id, schema])),
    types: new Map(types.map((type) => [type.id, type])),
  };
}

/** The fields whose value is another saved block. */
function references(data: JsonObject): [field: string, id: string][] {
  return Object.entries(data).flatMap(([field, value]) => {
    const reference = (value as { $ref?: { block_document_id?: unknown } } | null)?.$ref?.block_document_id;
    return typeof reference === "string" ? [[field, reference.toLowerCase()] as [string, string]] : [];
  });
}

interface Writing {
  family: Family;
  includeSecrets: boolean;
  depth: number;
}

function documentOnWire(row: BlockDocumentRow, { family, includeSecrets, depth }: Writing): BlockDocument {
  const schema = family.schemas.get(row.block_schema_id);
  const type = family.types.get(row.block_type_id);
  const own = family.documents.get(row.id)!.data;
  const shown = schema === undefined ? null : blockSchemaOnWire(schema, type);
  const data: JsonObject = includeSecrets ? { ...own } : withoutSecrets(own, secretFields(shown?.fields));
  const below: Record<string, JsonObject> = {};
  for (const [field, id] of references(own)) {
    const inner = depth < deepest ? family.documents.get(id) : undefined;
    if (inner === undefined) continue; // it was deleted: the reference stays as it is
    const document = documentOnWire(inner.row, { family, includeSecrets, depth: depth + 1 });
    data[field] = document.data;
    const { name, block_type, is_anonymous, block_document_references } = document;
    below[field] = { block_document: { id, name, block_type, is_anonymous, block_document_references } } as JsonObject;
  }
  return {
    ...storedOnWire(row),
    name: row.name,
    data,
    block_schema_id: row.block_schema_id,
    block_schema: shown,
    block_type_id: row.block_type_id,
    block_type_name: type?.name ?? null,
    block_type: type === undefined ? null : blockTypeOnWire(type),
    block_document_references: below,
    is_anonymous: row.is_anonymous,
  };
}

function secretFields(fields: JsonObject | undefined): string[] {
  const listed = fields?.["secret_fields"];
  return Array.isArray(listed) ? listed.filter((path) => typeof path === "string") : [];
}
