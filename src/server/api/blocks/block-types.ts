import { uuidv7 } from "../../../lib/uuid.ts";
import { installSystemBlockTypes } from "../../blocks/system-block-types.ts";
import {
  deleteBlockType,
  findBlockType,
  insertBlockType,
  listBlockDocuments,
  listBlockTypes,
  updateBlockType,
} from "../../db/blocks.ts";
import { tellOfChange } from "../../events/change-events.ts";
import { ApiError, conflict, found } from "../http/api-error.ts";
import { documentsOnWire, readDocument } from "./block-documents.ts";
import { blockTypeOnWire } from "../on-wire/block.ts";
import { sliceOf } from "../http/paging.ts";
import { type Api, serve } from "../http/serve.ts";

const missing = "Block type not found";

export const servedBlockTypes = [
  serve("POST /block_types/", async ({ body }, { store }) => {
    if (/^prefect/i.test(body.name)) throw new ApiError(403, { detail: reservedName });
    const row = await store.write(async (tx) => {
      const stored = { id: uuidv7(), created: tx.now, updated: tx.now, is_protected: false };
      const { name, slug, logo_url = null, documentation_url = null, description = null, code_example = null } = body;
      const type = { ...stored, name, slug, logo_url, documentation_url, description, code_example };
      if (!(await insertBlockType(tx, type))) return undefined;
      await tellOfChange(tx, { kind: "block-type", ...type }, "created");
      return type;
    });
    if (row === undefined) throw conflict(`Block type with name "${body.name}" already exists`);
    return blockTypeOnWire(row);
  }),

  serve("GET /block_types/{id:uuid}", ({ params }, api) => read(api, { id: params.id })),
  serve("GET /block_types/slug/{slug}", ({ params }, api) => read(api, { slug: params.slug })),

  serve("PATCH /block_types/{id:uuid}", async ({ params, body }, { store }) => {
    await store.write(async (tx) => {
      const type = found(await findBlockType(tx.db, params), missing);
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const updated_fields = Object.keys(given);
      if (type.is_protected || updated_fields.length === 0) return;
      await updateBlockType(tx, params.id, given);
      await tellOfChange(tx, { kind: "block-type", ...type }, "updated", { updated_fields });
    });
    return undefined;
  }),

  serve("DELETE /block_types/{id:uuid}", async ({ params }, { store }) => {
    await store.write(async (tx) => {
      const type = found(await findBlockType(tx.db, params), missing);
      if (type.is_protected) throw new ApiError(403, { detail: "protected block types cannot be deleted." });
      await deleteBlockType(tx, params.id);
      await tellOfChange(tx, { kind: "block-type", ...type }, "deleted");
    });
    return undefined;
  }),

  serve("POST /block_types/filter", async ({ body }, api) => {
    await installSystemBlockTypes(api.store);
    return (await listBlockTypes(api.store, body, sliceOf(body, api))).map(blockTypeOnWire);
  }),

  serve("GET /block_types/slug/{slug}/block_documents", async ({ params, query }, api) => {
    const { slug } = await read(api, params);
    const rows = await listBlockDocuments(api.store, {
      filters: { block_types: { operator: "and_", slug: { any_: [slug] } } },
      sort: "NAME_ASC",
      limit: api.settings.defaultLimit,
      offset: 0,
    });
    return documentsOnWire(api.store, rows, query.include_secrets);
  }),

  serve("GET /block_types/slug/{slug}/block_documents/name/{block_document_name}", ({ params, query }, { store }) =>
    readDocument(store, { slug: params.slug, name: params.block_document_name }, query.include_secrets),
  ),

  serve("POST /block_types/install_system_block_types", async (_call, { store }) => {
    await installSystemBlockTypes(store, { again: true });
    return null;
  }),
];

const reservedName = "Block type names beginning with 'Prefect' are reserved.";

async function read({ store }: Api, key: { id: string } | { slug: string }) {
  const row = await store.read((db) => findBlockType(db, key));
  if (row !== undefined) return blockTypeOnWire(row);
  await installSystemBlockTypes(store);
  return blockTypeOnWire(found(await store.read((db) => findBlockType(db, key)), missing));
}
