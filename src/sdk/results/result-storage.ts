/** A place for results: bytes under string keys. Keys may contain `/`; they are the user's, so storages check them. */
export interface ResultStorage {
  /** Where it is, for messages and for records: a path or an address. */
  readonly location: string;
  /** The id of the block document that configures it, where another process could load it from. */
  readonly blockId?: string;
  /** The bytes under a key; undefined when there are none. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Replaces what is there. A reader sees all of the old bytes or all of the new. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  exists(key: string): Promise<boolean>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Every key, in no order. Without it a cache cannot be listed or cleared. */
  list?(): AsyncIterable<string>;
}
