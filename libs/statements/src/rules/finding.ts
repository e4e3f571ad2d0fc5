export interface Finding {
  readonly rule: string;
  /** Continues "the statement …". */
  readonly detail: string;
  /** True when it is only a read of every bucket, bounded by a LIMIT: what the allow-list may permit. */
  readonly limited: boolean;
  /** True when it reads no bucket but those that are the shard's own, which the allow-list asks for as well. */
  readonly owned?: boolean;
}
