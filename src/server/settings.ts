/** What can be set about a server; each with its default. */
export interface ServerSettings {
  /** Path below which the API is. */
  readonly apiBasePath: string;
  /** Rows in one answer, at most and by default. */
  readonly defaultLimit: number;
  readonly maxBodyBytes: number;
  /** The largest `parameters` of a run or a deployment, as JSON; 0 for no limit. */
  readonly maxParameterBytes: number;
  /** How long a read may take before it ends as 503. */
  readonly readDeadlineMs: number;
  /** A graph of more nodes or artifacts than this is refused. */
  readonly maxGraphNodes: number;
  readonly maxGraphArtifacts: number;
  /** Compress answers for clients that accept it. */
  readonly gzip: boolean;
  /** Serve what only tests ask for. */
  readonly testMode: boolean;
  /** Whether requests that change something need a CSRF token, and for how long one is good. */
  readonly csrfProtection: boolean;
  readonly csrfTokenSeconds: number;
  /** Whether requests need credentials: the UI asks its user for them. */
  readonly asksForCredentials: boolean;
}

export const defaultSettings: ServerSettings = Object.freeze({
  apiBasePath: "/api",
  defaultLimit: 200,
  maxBodyBytes: 16 * 1024 * 1024,
  maxParameterBytes: 512 * 1024,
  readDeadlineMs: 2000,
  maxGraphNodes: 10_000,
  maxGraphArtifacts: 10_000,
  gzip: true,
  testMode: false,
  csrfProtection: false,
  csrfTokenSeconds: 3600,
  asksForCredentials: false,
});
