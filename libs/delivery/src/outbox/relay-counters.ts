/** What a relay has done on one shard. */
export interface RelayCounters {
  /** Rows that the server has acknowledged and that were marked so. */
  published: number;
  /** Rows that were put off, each time. */
  failed: number;
}

export const newRelayCounters = (): RelayCounters => ({ published: 0, failed: 0 });
