import { z } from "zod";
import { once } from "../../lib/once.ts";
import {
  BlockDocument,
  BlockDocumentCreate,
  BlockDocumentUpdate,
  BlockSchema,
  BlockSchemaCreate,
  BlockType,
  BlockTypeCreate,
  BlockTypeUpdate,
} from "../block.ts";
import { blockDocumentSorts } from "../enums.ts";
import { jsonObject } from "../fields.ts";
import { BlockDocumentFilter, BlockSchemaFilter, BlockTypeFilter } from "../filters/block-filter.ts";
import { route } from "../route.ts";
import { count, slice, sortedBy } from "./lists.ts";

const withSecrets = once(() => z.object({ include_secrets: z.stringbool().default(false) }));

const documentFilters = once(() => ({
  block_documents: BlockDocumentFilter().nullish(),
  block_types: BlockTypeFilter().nullish(),
  block_schemas: BlockSchemaFilter().nullish(),
}));

export const blockRoutes = [
  route("POST /block_types/", {
    summary: "Registers a block type.",
    body: BlockTypeCreate,
    answer: BlockType,
    status: 201,
  }),
  route("GET /block_types/{id:uuid}", { summary: "One block type.", answer: BlockType }),
  route("GET /block_types/slug/{slug}", { summary: "One block type by its slug.", answer: BlockType }),
  route("PATCH /block_types/{id:uuid}", { summary: "Changes how a block type is shown.", body: BlockTypeUpdate }),
  route("DELETE /block_types/{id:uuid}", { summary: "Deletes a block type that is not protected." }),
  route("POST /block_types/filter", {
    summary: "Lists block types.",
    body: once(() =>
      z.object({
        block_types: BlockTypeFilter().nullish(),
        block_schemas: BlockSchemaFilter().nullish(),
        ...slice(),
      }),
    ),
    answer: once(() => z.array(BlockType())),
  }),
  route("GET /block_types/slug/{slug}/block_documents", {
    summary: "The saved blocks of a type.",
    query: withSecrets,
    answer: once(() => z.array(BlockDocument())),
  }),
  route("GET /block_types/slug/{slug}/block_documents/name/{block_document_name}", {
    summary: "One saved block by the slug of its type and its name.",
    query: withSecrets,
    answer: BlockDocument,
  }),
  route("POST /block_types/install_system_block_types", {
    summary: "Installs the built-in block types again.",
    answer: once(() => z.null()),
  }),
  route("POST /block_schemas/", {
    summary: "Registers the fields of a block type, once for each checksum and version.",
    body: BlockSchemaCreate,
    answer: BlockSchema,
    status: [201, 200],
  }),
  route("GET /block_schemas/{id:uuid}", { summary: "One block schema.", answer: BlockSchema }),
  route("GET /block_schemas/checksum/{checksum}", {
    summary: "The newest block schema with a checksum, or that of a version.",
    query: once(() => z.object({ version: z.string().optional() })),
    answer: BlockSchema,
  }),
  route("POST /block_schemas/filter", {
    summary: "Lists block schemas.",
    body: once(() => z.object({ block_schemas: BlockSchemaFilter().nullish(), ...slice() })),
    answer: once(() => z.array(BlockSchema())),
  }),
  route("DELETE /block_schemas/{id:uuid}", { summary: "Deletes a block schema that is not protected." }),
  route("GET /block_capabilities/", {
    summary: "The capabilities that blocks have.",
    answer: once(() => z.array(z.string())),
  }),
  route("POST /block_documents/", {
    summary: "Saves a block.",
    body: BlockDocumentCreate,
    answer: BlockDocument,
    status: 201,
  }),
  route("GET /block_documents/{id:uuid}", {
    summary: "One saved block; its secrets only when asked for.",
    query: withSecrets,
    answer: BlockDocument,
  }),
  route("PATCH /block_documents/{id:uuid}", { summary: "Changes a saved block.", body: BlockDocumentUpdate }),
  route("DELETE /block_documents/{id:uuid}", { summary: "Deletes a saved block." }),
  route("POST /block_documents/filter", {
    summary: "Lists saved blocks.",
    body: once(() =>
      z.object({
        ...documentFilters(),
        include_secrets: z.boolean().default(false),
        sort: sortedBy(blockDocumentSorts),
        ...slice(),
      }),
    ),
    answer: once(() => z.array(BlockDocument())),
  }),
  route("POST /block_documents/count", {
    summary: "Counts saved blocks.",
    body: once(() => z.object(documentFilters())),
    answer: count,
  }),
  route("GET /collections/views/{view}", { summary: "Metadata about blocks, flows and workers.", answer: jsonObject }),
] as const;
