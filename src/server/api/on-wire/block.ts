import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import type { BlockSchema, BlockType } from "../../../schemas/block.ts";
import type { BlockSchemaRow, BlockTypeRow } from "../../db/blocks.ts";
import { storedOnWire } from "./time.ts";

export function blockTypeOnWire(row: BlockTypeRow): BlockType {
  const { name, slug, logo_url, documentation_url, description, code_example, is_protected } = row;
  return { ...storedOnWire(row), name, slug, logo_url, documentation_url, description, code_example, is_protected };
}

export function blockSchemaOnWire(row: BlockSchemaRow, type: BlockTypeRow | undefined): BlockSchema {
  return {
    ...storedOnWire(row),
    checksum: row.checksum,
    fields: parseExactJson(row.fields) as JsonObject,
    block_type_id: row.block_type_id,
    block_type: type === undefined ? null : blockTypeOnWire(type),
    capabilities: row.capabilities,
    version: row.version,
  };
}
