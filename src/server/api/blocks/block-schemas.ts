import { uuidv7 } from "../../../lib/uuid.ts";
import { schemaChecksum } from "../../blocks/schema-checksum.ts";
import { installSystemBlockTypes } from "../../blocks/system-block-types.ts";
import {
  allCapabilities,
  type BlockSchemaRow,
  deleteBlockSchema,
  findBlockSchema,
  findBlockType,
  findBlockTypes,
  insertBlockSchema,
  listBlockSchemas,
  schemaByChecksum,
} from "../../db/blocks.ts";
import type { Store } from "../../db/store.ts";
import { createdOrFound } from "../http/answer.ts";
import { ApiError, found, notFound } from "../http/api-error.ts";
import { jsonText } from "../http/json-text.ts";
import { blockSchemaOnWire } from "../on-wire/block.ts";
import { sliceOf } from "../http/paging.ts";
import { serve } from "../http/serve.ts";

const missing = "Block schema not found";

export const servedBlockSchemas = [
  serve("POST /block_schemas/", async ({ body }, { store }) => {
    const { type, row, isNew } = await store.write(async (tx) => {
      const type = await findBlockType(tx.db, { id: body.block_type_id });
      if (type === undefined) throw notFound(`Block type ${body.block_type_id} not found.`);
      const schema: BlockSchemaRow = {
        id: uuidv7(),
        created: tx.now,
        updated: tx.now,
        block_type_id: type.id,
        checksum: schemaChecksum(body.fields),
        version: body.version,
        capabilities: [...new Set(body.capabilities)],
        fields: jsonText(body.fields),
      };
      return { type, ...(await insertBlockSchema(tx, schema)) };
    });
    return createdOrFound(blockSchemaOnWire(row, type), isNew);
  }),

  serve("GET /block_schemas/{id:uuid}", async ({ params }, { store }) => {
    const row = found(await store.read((db) => findBlockSchema(db, params.id)), missing);
    return (await schemasOnWire(store, [row]))[0]!;
  }),

  serve("GET /block_schemas/checksum/{checksum}", async ({ params, query }, { store }) => {
    const row = found(await store.read((db) => schemaByChecksum(db, params.checksum, query.version)), missing);
    return (await schemasOnWire(store, [row]))[0]!;
  }),

  serve("POST /block_schemas/filter", async ({ body }, api) => {
    await installSystemBlockTypes(api.store);
    return schemasOnWire(api.store, await listBlockSchemas(api.store, body, sliceOf(body, api)));
  }),

  serve("DELETE /block_schemas/{id:uuid}", async ({ params }, { store }) => {
    await store.write(async (tx) => {
      const schema = found(await findBlockSchema(tx.db, params.id), missing);
      const type = await findBlockType(tx.db, { id: schema.block_type_id });
      if (type?.is_protected)
        throw new ApiError(403, { detail: "Block schemas for protected block types cannot be deleted." });
      await deleteBlockSchema(tx, params.id);
    });
    return undefined;
  }),

  serve("GET /block_capabilities/", (_call, { store }) => allCapabilities(store)),
];

async function schemasOnWire(store: Store, rows: readonly BlockSchemaRow[]) {
  const ids = [...new Set(rows.map(({ block_type_id }) => block_type_id))];
  const types = new Map((await store.read((db) => findBlockTypes(db, ids))).map((type) => [type.id, type]));
  return rows.map((row) => blockSchemaOnWire(row, types.get(row.block_type_id)));
}
