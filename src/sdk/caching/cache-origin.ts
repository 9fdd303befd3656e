/** One policy's share in a cache key, kept with the record so that a hit or a miss can be explained. */
export interface CacheKeyPart {
  /** `INPUTS`, `TASK_SOURCE`, …, or the name of the user's function. */
  policy: string;
  /** The hash of what it contributed. */
  hash: string;
  /** For INPUTS and FLOW_PARAMETERS: the hash of each by name. */
  values?: Record<string, string>;
}

/** Which call made a cache record, and from what. Stored as `metadata.sluice` of the record. */
export interface CacheOrigin {
  task: string;
  task_run_id: string | null;
  flow_run_id: string | null;
  /** ISO 8601. */
  created: string;
  parts: CacheKeyPart[];
}
