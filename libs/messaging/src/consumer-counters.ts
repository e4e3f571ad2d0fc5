/** What this process has seen of one durable consumer, since it began. */
export interface ConsumerCounters {
  readonly subject: string;
  readonly durable: string;
  /** Events that came and had been handed out before. */
  redelivered: number;
  /** Events that were given up and kept as dead letters. */
  buried: number;
}
