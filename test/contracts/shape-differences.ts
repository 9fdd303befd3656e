import { alternativesOf, type ContractFacts, type Fields, type Shape } from "./route-facts.ts";

export interface Comparison {
  /** Who sends: what they may say must be understood by the receiver. */
  sender: ContractFacts;
  receiver: ContractFacts;
  /** In an answer, fields that only the sender has are additions, and fields that only the receiver has are missing. */
  direction: "request" | "answer";
}

/** What the sender may say in this shape that the receiver does not understand, as sentences. */
export function differences(sent: Shape, received: Shape, comparison: Comparison): string[] {
  const known = new Map<string, string[]>(); // by pair; an object that holds itself is being compared already

  const compare = (sent: Shape, received: Shape, at: string): string[] => {
    const pair = `${sent} ${received}`;
    const before = known.get(pair);
    if (before !== undefined) return before;
    known.set(pair, []);
    const found = alternativesOf(sent).flatMap((one) => {
      const attempts = alternativesOf(received).map((other) => compareOne(one, other, at));
      return attempts.some((attempt) => attempt.length === 0) ? [] : closest(attempts, one, received, at);
    });
    known.set(pair, found);
    return found;
  };

  const compareOne = (sent: Shape, received: Shape, at: string): string[] => {
    if ((sent === received && !sent.includes("@")) || received === "any" || (sent === "any" && received === "null"))
      return [];
    if (isWider(received, sent)) return [];
    if (sent.startsWith("[") && received.startsWith("[")) return compare(inner(sent), inner(received), `${at}[]`);
    if (sent.startsWith("{") && received.startsWith("{")) return compare(inner(sent), inner(received), `${at}{}`);
    if (sent.startsWith("@") && received.startsWith("@")) return compareFields(sent, received, at);
    if (sent.startsWith("@") && received === "{any}") return [];
    return [`${at} is ${sent} where ${received} is expected`];
  };

  const compareFields = (sent: Shape, received: Shape, at: string): string[] => {
    const from = comparison.sender.objects[sent.slice(1)]!;
    const to = comparison.receiver.objects[received.slice(1)]!;
    const names = new Set([...Object.keys(from), ...Object.keys(to)].map(bare));
    return [...names].flatMap((name) => compareField(name, { from, to, at: `${at}.${name}` }));
  };

  const compareField = (name: string, { from, to, at }: { from: Fields; to: Fields; at: string }): string[] => {
    const [sent, received] = [fieldOf(from, name), fieldOf(to, name)];
    if (sent === undefined) {
      return comparison.direction === "answer" || received?.required ? [`${at} is missing`] : [];
    }
    if (received === undefined) return comparison.direction === "request" ? [`${at} is not known`] : [];
    const isConstant = sent.shape.startsWith("="); // what tells alternatives apart is always sent
    const mayLack = received.required && !sent.required && !isConstant && comparison.direction === "request";
    return [...(mayLack ? [`${at} is required`] : []), ...compare(sent.shape, received.shape, at)];
  };

  return compare(sent, received, "");
}

function closest(attempts: string[][], sent: Shape, received: Shape, at: string): string[] {
  const objects = attempts.filter((found) => found.length > 0 && !found[0]!.startsWith(`${at} is ${sent} where`));
  return objects.toSorted((a, b) => a.length - b.length)[0] ?? [`${at} is ${sent} where ${received} is expected`];
}

const wider: Record<string, readonly string[]> = {
  string: ["uuid", "time"],
  number: ["int"],
};

function isWider(wide: Shape, narrow: Shape): boolean {
  return (wide === "string" && narrow.startsWith("=")) || (wider[wide]?.includes(narrow) ?? false);
}

const inner = (shape: Shape): Shape => shape.slice(1, -1);
const bare = (name: string): string => name.replace(/\*$/, "");

function fieldOf(fields: Fields, name: string): { shape: Shape; required: boolean } | undefined {
  if (`${name}*` in fields) return { shape: fields[`${name}*`]!, required: true };
  return name in fields ? { shape: fields[name]!, required: false } : undefined;
}
