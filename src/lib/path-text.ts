const plainName = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

const longest = 12; // a path of hundreds of keys helps nobody

/** `result.items[3]["two words"]`: where in a value something is, as a TypeScript developer would write it. */
export function pathText(root: string, keys: readonly (string | number)[]): string {
  if (keys.length <= longest) return root + keys.map(segment).join("");
  return `${root}${keys.slice(0, 4).map(segment).join("")}…${keys.slice(-4).map(segment).join("")}`;
}

function segment(key: string | number): string {
  if (typeof key === "number") return `[${key}]`;
  return plainName.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
