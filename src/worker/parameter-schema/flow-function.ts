import type * as ts from "typescript6";
import { dashed } from "../../sdk/definitions/definition.ts";
import type { Compiler } from "./compiler.ts";

export type FlowFunction = ts.SignatureDeclaration;

/** The function that a file makes a flow of under a name: `flow(fn)`, `flow("name", fn)`, `flow({ name }, fn)`, `flow({ … })(fn)`, `@flow({ … })`. */
export function findFlowFunction(
  ts: Compiler,
  { source, checker, name }: { source: ts.SourceFile; checker: ts.TypeChecker; name: string },
): FlowFunction | undefined {
  let found: FlowFunction | undefined;
  const visit = (node: ts.Node): void => {
    if (found !== undefined) return;
    if (ts.isCallExpression(node) && makesFlow(ts, node)) {
      const fn = functionIn(ts, node.arguments.at(-1), checker);
      if (fn !== undefined && namesOf(ts, node, fn).includes(name)) found = fn;
    }
    if (ts.isMethodDeclaration(node) && methodNames(ts, node).includes(name)) found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function makesFlow(ts: Compiler, { expression }: ts.CallExpression): boolean {
  if (ts.isCallExpression(expression)) return makesFlow(ts, expression);
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text === "flow";
  return ts.isIdentifier(expression) && expression.text === "flow";
}

/** What a method is called as a flow, if a decorator makes it one. */
function methodNames(ts: Compiler, method: ts.MethodDeclaration): string[] {
  const calls = (ts.getDecorators(method) ?? []).map(({ expression }) => expression).filter(ts.isCallExpression);
  return calls.filter((call) => makesFlow(ts, call)).map((call) => givenName(ts, call) ?? method.name.getText());
}

function functionIn(ts: Compiler, node: ts.Expression | undefined, checker: ts.TypeChecker): FlowFunction | undefined {
  if (node === undefined) return undefined;
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node;
  const declaration = ts.isIdentifier(node) ? declarationOf(ts, node, checker) : undefined;
  if (declaration === undefined) return undefined;
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  return ts.isVariableDeclaration(declaration) ? functionIn(ts, declaration.initializer, checker) : undefined;
}

function declarationOf(ts: Compiler, node: ts.Identifier, checker: ts.TypeChecker): ts.Declaration | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  const isImported = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  return (isImported ? checker.getAliasedSymbol(symbol) : symbol)?.declarations?.[0];
}

/** What the flow may be called: what it is given as a name, or else the names that it can take from the code. */
function namesOf(ts: Compiler, call: ts.CallExpression, fn: FlowFunction): string[] {
  const given = givenName(ts, call);
  if (given !== undefined) return [given];
  const fromFunction = fn.name !== undefined && ts.isIdentifier(fn.name) ? [fn.name.text] : [];
  const { parent } = call;
  const holdsFlow = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  const fromHolder = holdsFlow && ts.isIdentifier(parent.name) ? [parent.name.text] : [];
  return [...fromFunction, ...fromHolder].flatMap((name) => [name, dashed(name)]);
}

function givenName(ts: Compiler, call: ts.CallExpression): string | undefined {
  const calls = ts.isCallExpression(call.expression) ? [call, call.expression] : [call];
  for (const {
    arguments: [first],
  } of calls) {
    if (first === undefined) continue;
    if (ts.isStringLiteralLike(first)) return first.text;
    if (!ts.isObjectLiteralExpression(first)) continue;
    for (const property of first.properties) {
      if (!ts.isPropertyAssignment(property) || property.name.getText() !== "name") continue;
      if (ts.isStringLiteralLike(property.initializer)) return property.initializer.text;
    }
  }
  return undefined;
}
