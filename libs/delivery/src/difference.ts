/** Two places that should agree and do not. */
export interface Difference {
  /** What is wrong, in words that a program can tell apart: `set_missing`. */
  readonly kind: string;
  /** Of what: an order, a customer in a currency, a product in a month. */
  readonly key: string;
  readonly detail: string;
  /** `open` when nobody was asked to mend it; `unmendable` when there is nothing left to mend it from. */
  readonly outcome: 'open' | 'mended' | 'unmendable';
}

export interface Comparison {
  readonly compared: number;
  readonly differences: readonly Difference[];
}
