/** Since when Prefect's client renews the lease of its deployment slot. */
const firstRenewing = [3, 4, 11] as const;

/** Whether the client of a transition renews its concurrency lease: ours does, Prefect's since 3.4.11. */
export function renewsLeases(client: { attempt: string | undefined; clientVersion: string | undefined }): boolean {
  if (client.attempt !== undefined) return true;
  const version = /^(\d+)\.(\d+)\.(\d+)/.exec(client.clientVersion ?? "");
  if (version === null) return false;
  const [major, minor, patch] = version.slice(1).map(Number) as [number, number, number];
  const [sinceMajor, sinceMinor, sincePatch] = firstRenewing;
  if (major !== sinceMajor) return major > sinceMajor;
  return minor !== sinceMinor ? minor > sinceMinor : patch >= sincePatch;
}
