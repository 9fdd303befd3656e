import { definitionOf, faultOf } from "../../schemas/settings.ts";
import { everywhereSet } from "../../sdk/settings.ts";
import type { OutputOptions } from "../options.ts";
import { printDetails } from "../print/print.ts";
import { knownSetting, shown } from "./setting-text.ts";

/** Says what a setting is for, every place in which it is written, and which of them counts. */
export function explainSetting(text: string, options: OutputOptions & { showSecrets?: true }): void {
  const name = knownSetting(text);
  const { about, env, environmentOnly, ...definition } = definitionOf(name);
  const found = everywhereSet(name).map(({ value, from }) => ({ value: shown(name, value, options), from }));
  const [winner, ...overruled] = found;
  const fault = winner && faultOf(name, everywhereSet(name)[0]!.value);
  const facts = { name, about, variables: env, default: definition.default ?? null, sources: found };
  printDetails(facts, {
    ...options,
    entries: [
      ["Setting", name],
      ["For", about],
      ["Value", winner?.value ?? definition.default ?? "not set"],
      ["From", winner?.from ?? "default"],
      ["Wrong", fault === undefined ? null : `it must be ${fault}`],
      ["Overruled", overruled.length === 0 ? null : overruled.map(({ value, from }) => `${value}, from ${from}`)],
      ["Set by", environmentOnly ? [...env] : [...env, `${name} in sluice.toml or in a profile`]],
    ],
  });
}
