/** What a ratio is made of: a rate of ours over a peer's, where more is better, or a cost, where less is. */
export type Direction = 'at-least' | 'at-most';

export interface Measure {
  readonly id: string;
  /** Tells measures of one id apart: the mix. */
  readonly part?: string;
  readonly title: string;
  readonly section: string;
  /** The contender that ours is compared with; null where a limit stands by itself. Of several the fastest. */
  readonly peers: readonly string[] | null;
  readonly unit: string;
  /** What is compared: rates, CPU time that counts, or a latency. */
  readonly of: 'rate' | 'cpu' | 'p99' | 'share';
  readonly direction: Direction;
  /** Undefined for what only informs. */
  readonly floor?: number;
  readonly goal?: number;
}
