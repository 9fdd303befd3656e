// Read by runtimes that we refuse: nothing here may use syntax or modules that an old Node does not have.

const oldest = [24, 8] as const;

/** Why Sluice cannot run on this JavaScript runtime, in one line; null when it can. */
export function runtimeRefusal(versions: Record<string, string | undefined>): string | null {
  for (const other of ["bun", "deno"]) {
    if (versions[other] !== undefined) return `${needed}; this is ${other} ${versions[other]}.`;
  }
  const node = versions["node"] || "0.0.0";
  const [major = 0, minor = 0] = node.split(".").map(Number);
  const isNewEnough = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  return isNewEnough ? null : `${needed}; this is Node ${node}.`;
}

const needed = `Sluice needs Node ${oldest.join(".")} or later`;
