import { expect, test } from "vitest";
import { parseExactJson } from "../../lib/exact-json.ts";
import { schemaChecksum } from "./schema-checksum.ts";

// Made with Prefect 3.8.8: `Block._calculate_schema_checksum()`.
const vectors = [
  {
    fields:
      '{"block_schema_references": {}, "block_type_slug": "secret", "description": "A block that represents a secret value. The value stored in this block will be obfuscated when this block is viewed or edited in the UI.", "properties": {"value": {"anyOf": [{"format": "password", "type": "string", "writeOnly": true}, {"title": "string", "type": "string"}, {"$ref": "#/definitions/JsonValue", "title": "JSON"}], "description": "A value that should be kept secret.", "examples": ["sk-1234567890", {"password": "s3cr3t", "username": "johndoe"}], "format": "password", "title": "Value", "writeOnly": true, "position": 0}}, "required": ["value"], "secret_fields": ["value", "value"], "title": "Secret", "type": "object", "definitions": {"JsonValue": {}}}',
    checksum: "sha256:c078ed9c1e813e224c0b353d7ad4564a11d51d3198d9ac0686478165a1911c78",
  },
  {
    fields:
      '{"block_schema_references": {}, "block_type_slug": "local-file-system", "description": "Store data as a file on a local file system.", "properties": {"basepath": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": null, "description": "Default local path for this block to write to.", "title": "Basepath", "position": 0}}, "secret_fields": [], "title": "LocalFileSystem", "type": "object"}',
    checksum: "sha256:0fc8b7f936f38f465715ef2df4a817ac9fe38b80bb01d5c6c9649a6da6ae6971",
  },
];

test.each(vectors)("the checksum of a schema is the one that Prefect's client computes", ({ fields, checksum }) => {
  expect(schemaChecksum(parseExactJson(fields) as Record<string, unknown>)).toBe(checksum);
});
