export interface Credentials {
  /** `user:password` of a server of one's own, sent as Basic. */
  authString?: string | undefined;
  /** Sent as Bearer; wins where both are given. */
  apiKey?: string | undefined;
}

/** The Authorization header for these credentials, or undefined without any. */
export function authorization({ authString, apiKey }: Credentials): string | undefined {
  if (apiKey !== undefined) return `Bearer ${apiKey}`;
  return authString === undefined ? undefined : `Basic ${Buffer.from(authString).toString("base64")}`;
}
