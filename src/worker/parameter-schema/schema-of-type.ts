// A TypeScript type as JSON Schema. What JSON cannot say takes any value, and is told as that.

import type * as ts from "typescript6";
import type { Json, JsonObject } from "../../lib/json.ts";
import type { Compiler } from "./compiler.ts";
import { classKeyword } from "./revive.ts";

/** A type whose schema is being made is referred to, not made again. */
export class SchemaMaker {
  readonly #ts: Compiler;
  readonly #checker: ts.TypeChecker;
  readonly #names = new Map<ts.Type, string>();
  readonly #open = new Set<ts.Type>();
  readonly definitions: JsonObject = {};

  constructor(compiler: Compiler, checker: ts.TypeChecker) {
    this.#ts = compiler;
    this.#checker = checker;
  }

  /** The schema of a type; `undefined` among the parts of a union says only that the value may be missing. */
  of(type: ts.Type): JsonObject {
    const { TypeFlags } = this.#ts;
    const has = (flag: ts.TypeFlags): boolean => (type.flags & flag) !== 0;
    if (has(TypeFlags.StringLiteral | TypeFlags.NumberLiteral))
      return { const: (type as ts.LiteralType).value as Json };
    if (type.isUnion()) return this.#defined(type, () => this.#union(type));
    if (has(TypeFlags.BooleanLiteral)) return { const: this.#checker.typeToString(type) === "true" };
    if (has(TypeFlags.StringLike)) return { type: "string" };
    if (has(TypeFlags.NumberLike)) return { type: "number" };
    if (has(TypeFlags.BigIntLike)) return { type: "integer", [classKeyword]: "bigint" };
    if (has(TypeFlags.BooleanLike)) return { type: "boolean" };
    if (has(TypeFlags.Null)) return { type: "null" };
    if (type.isIntersection()) return this.#intersection(type);
    return has(TypeFlags.Object) ? this.#object(type as ts.ObjectType) : {};
  }

  /** What JSON has no form for: nothing that the API could give. */
  unsayable(type: ts.Type): string | undefined {
    if (type.getCallSignatures().length > 0) return "function";
    const name = type.symbol?.getName();
    return name !== undefined && withoutJson.has(name) && isOfLibrary(type as ts.ObjectType) ? name : undefined;
  }

  #union(type: ts.UnionType): JsonObject {
    const { TypeFlags } = this.#ts;
    const parts = type.types.filter(({ flags }) => (flags & (TypeFlags.Undefined | TypeFlags.Void)) === 0);
    const booleans = parts.filter(({ flags }) => (flags & TypeFlags.BooleanLiteral) !== 0);
    const others = booleans.length === 2 ? parts.filter((part) => !booleans.includes(part)) : parts;
    const schemas = others.map((part) => this.of(part));
    if (booleans.length === 2) schemas.push({ type: "boolean" });
    if (schemas.length > 1 && schemas.some(takesAnything)) return {};
    const constants = schemas.flatMap((schema) => ("const" in schema ? [schema["const"]!] : []));
    if (constants.length === schemas.length && schemas.length > 1) return enumOf(constants);
    const rest = schemas.filter((schema) => !("const" in schema));
    const all = constants.length > 1 ? [enumOf(constants), ...rest] : schemas;
    return all.length === 1 ? all[0]! : { anyOf: all };
  }

  /** A brand adds nothing that JSON holds: `string & { __brand: "Url" }` is a string. */
  #intersection(type: ts.IntersectionType): JsonObject {
    const { TypeFlags } = this.#ts;
    const plain = TypeFlags.StringLike | TypeFlags.NumberLike | TypeFlags.BooleanLike | TypeFlags.BigIntLike;
    const primitive = type.types.find(({ flags }) => (flags & plain) !== 0);
    return primitive === undefined ? this.#members(type) : this.of(primitive);
  }

  #object(type: ts.ObjectType): JsonObject {
    const unsayable = this.unsayable(type);
    if (unsayable !== undefined) return { $comment: `JSON has no ${unsayable}.` };
    const known = this.#wellKnown(type);
    if (known !== undefined) return known;
    if (this.#checker.isTupleType(type)) return this.#tuple(type as ts.TupleTypeReference);
    if (this.#checker.isArrayType(type)) return this.#array(type as ts.TypeReference);
    return this.#defined(type, () => this.#members(type));
  }

  /** The schema itself, unless the type turns out to hold itself: then a reference to a definition of it. */
  #defined(type: ts.Type, make: () => JsonObject): JsonObject {
    if (this.#open.has(type)) return { $ref: `#/definitions/${this.#nameOf(type)}` };
    if (this.#open.size >= deepest) return {};
    this.#open.add(type);
    const schema = make();
    this.#open.delete(type);
    const name = this.#names.get(type);
    if (name === undefined) return schema;
    this.definitions[name] = schema;
    return { $ref: `#/definitions/${name}` };
  }

  #wellKnown(type: ts.ObjectType): JsonObject | undefined {
    const name = type.symbol?.getName();
    const args = this.#checker.getTypeArguments(type as ts.TypeReference);
    switch (isOfLibrary(type) ? name : undefined) {
      case "Date":
        return { type: "string", format: "date-time", [classKeyword]: "Date" };
      case "URL":
        return { type: "string", format: "uri", [classKeyword]: "URL" };
      case "ReadonlyArray":
      case "Array":
        return { type: "array", items: this.of(args[0]!) };
      default:
        if (name !== "Secret") return undefined;
        return { type: "string", format: "password", writeOnly: true, [classKeyword]: "Secret" };
    }
  }

  #array(type: ts.TypeReference): JsonObject {
    return { type: "array", items: this.of(this.#checker.getTypeArguments(type)[0]!) };
  }

  #tuple(type: ts.TupleTypeReference): JsonObject {
    const { minLength, hasRestElement } = type.target;
    const items = this.#checker.getTypeArguments(type).map((item) => this.of(item));
    const rest = hasRestElement ? items.pop()! : undefined;
    const most = rest === undefined ? { maxItems: items.length } : { items: rest };
    return { type: "array", prefixItems: items, minItems: minLength, ...most };
  }

  #members(type: ts.Type): JsonObject {
    const properties: JsonObject = {};
    const required: string[] = [];
    for (const property of this.#checker.getPropertiesOfType(type)) {
      if (property.getName().startsWith("__@")) continue; // a symbol
      const isOptional = (property.flags & this.#ts.SymbolFlags.Optional) !== 0;
      properties[property.getName()] = {
        ...this.of(this.#checker.getTypeOfSymbol(property)),
        ...this.described(property),
      };
      if (!isOptional) required.push(property.getName());
    }
    const index = this.#checker.getIndexTypeOfType(type, this.#ts.IndexKind.String);
    return {
      type: "object",
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(required.length === 0 ? {} : { required }),
      ...(index === undefined ? {} : { additionalProperties: this.of(index) }),
    };
  }

  /** The doc comment of a parameter or property: its text, and the tags that are keywords of JSON Schema. */
  described(symbol: ts.Symbol): JsonObject {
    const text = this.#ts.displayPartsToString(symbol.getDocumentationComment(this.#checker)).trim();
    const described: JsonObject = text === "" ? {} : { description: text };
    for (const { name, text } of symbol.getJsDocTags(this.#checker)) {
      const value = this.#ts.displayPartsToString(text).trim();
      if (numericTags.has(name) && value !== "" && !Number.isNaN(Number(value))) described[name] = Number(value);
      if (textTags.has(name) && value !== "") described[name] = value;
    }
    return described;
  }

  #nameOf(type: ts.Type): string {
    const known = this.#names.get(type);
    if (known !== undefined) return known;
    const symbol = type.aliasSymbol ?? type.symbol;
    const plain = symbol === undefined || symbol.getName().startsWith("__") ? "Item" : symbol.getName();
    const taken = new Set(this.#names.values());
    let name = plain;
    for (let count = 2; taken.has(name); count++) name = `${plain}${count}`;
    this.#names.set(type, name);
    return name;
  }
}

/** A generic type may grow for ever: `interface Box<T> { inner: Box<Box<T>> }`. */
const deepest = 50;

const withoutJson = new Set(["Map", "ReadonlyMap", "Set", "ReadonlySet", "WeakMap", "WeakSet", "Promise", "RegExp"]);

const numericTags = new Set([
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
]);
const textTags = new Set(["format", "pattern", "title"]);

function takesAnything(schema: JsonObject): boolean {
  return Object.keys(schema).every((key) => key === "$comment");
}

function enumOf(values: readonly Json[]): JsonObject {
  const kinds = new Set(values.map((value) => typeof value));
  const [kind] = kinds;
  return kinds.size === 1 ? { type: kind!, enum: [...values] } : { enum: [...values] };
}

/** Other packages may declare more of a library's type: one declaration of the library is enough. */
function isOfLibrary(type: ts.ObjectType): boolean {
  return (type.symbol?.declarations ?? []).some((declaration) => {
    const { fileName, hasNoDefaultLib } = declaration.getSourceFile();
    return hasNoDefaultLib || /[\\/](lib\.[^\\/]*\.d\.ts|@types[\\/]node[\\/].*)$/.test(fileName);
  });
}
