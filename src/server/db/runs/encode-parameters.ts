import {
  type BinaryOperationNode,
  type ColumnUpdateNode,
  type InsertQueryNode,
  type OperationNode,
  OperationNodeTransformer,
  ColumnNode,
  PrimitiveValueListNode,
  type QueryId,
  ReferenceNode,
  TupleNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
} from "kysely";
import { encode } from "../codec.ts";
import type { ColumnKind, DatabaseName } from "../columns.ts";
import { columnKindsByName } from "../migrations/index.ts";

/**
 * Encodes the values in a kysely query by the kind of the column that they are compared with or written to,
 * so that queries speak of UUID strings, booleans and lists in both databases.
 *
 * Values in raw `sql` fragments have no column: spell those `sql.val(…)` beside a column through the builder.
 */
export class EncodeParameters extends OperationNodeTransformer {
  readonly #database: DatabaseName;

  constructor(database: DatabaseName) {
    super();
    this.#database = database;
  }

  protected override transformBinaryOperation(node: BinaryOperationNode, queryId?: QueryId): BinaryOperationNode {
    const rightOperand = this.#encodeOperand(node.leftOperand, node.rightOperand);
    return super.transformBinaryOperation({ ...node, rightOperand }, queryId);
  }

  protected override transformColumnUpdate(node: ColumnUpdateNode, queryId?: QueryId): ColumnUpdateNode {
    const value = this.#encodeNode(kindOfNode(node.column), node.value);
    return super.transformColumnUpdate({ ...node, value }, queryId);
  }

  protected override transformInsertQuery(node: InsertQueryNode, queryId?: QueryId): InsertQueryNode {
    const { columns, values } = node;
    if (columns === undefined || values === undefined || !ValuesNode.is(values)) {
      return super.transformInsertQuery(node, queryId);
    }
    const kinds = columns.map(kindOfNode);
    const rows = values.values.map((row) => this.#encodeRow(kinds, row));
    return super.transformInsertQuery({ ...node, values: ValuesNode.create(rows) }, queryId);
  }

  #encodeRow(kinds: readonly (ColumnKind | undefined)[], row: ValueListNode | PrimitiveValueListNode) {
    if (PrimitiveValueListNode.is(row)) {
      return PrimitiveValueListNode.create(row.values.map((value, at) => this.#encodeValue(kinds[at], value)));
    }
    return ValueListNode.create(row.values.map((value, at) => this.#encodeNode(kinds[at], value)));
  }

  /** What a comparison's left side says about its right side. */
  #encodeOperand(left: OperationNode, right: OperationNode): OperationNode {
    if (TupleNode.is(left) && TupleNode.is(right)) {
      return TupleNode.create(right.values.map((value, at) => this.#encodeOperand(left.values[at]!, value)));
    }
    const kind = kindOfNode(left);
    return kind === "json" || kind === "tags" ? right : this.#encodeNode(kind, right);
  }

  #encodeNode(kind: ColumnKind | undefined, node: OperationNode): OperationNode {
    if (ValueNode.is(node)) return { ...node, value: this.#encodeValue(kind, node.value) } as ValueNode;
    if (PrimitiveValueListNode.is(node)) {
      return PrimitiveValueListNode.create(node.values.map((value) => this.#encodeValue(kind, value)));
    }
    if (ValueListNode.is(node)) return ValueListNode.create(node.values.map((value) => this.#encodeNode(kind, value)));
    return node;
  }

  #encodeValue(kind: ColumnKind | undefined, value: unknown): unknown {
    return kind === undefined ? value : encode(kind, value, this.#database);
  }
}

function kindOfNode(node: OperationNode): ColumnKind | undefined {
  const column = ReferenceNode.is(node) ? node.column : node;
  return ColumnNode.is(column) ? columnKindsByName.get(column.column.name) : undefined;
}
