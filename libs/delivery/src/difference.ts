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
  /** How many of what, in words: `{ orders: 12 }`. */
  readonly compared: Readonly<Record<string, number>>;
  readonly differences: readonly Difference[];
}

/** Comparisons of several parts, or of several things, as one. */
export function together(parts: readonly Comparison[]): Comparison {
  const compared: Record<string, number> = {};
  for (const part of parts)
    for (const [what, count] of Object.entries(part.compared)) compared[what] = (compared[what] ?? 0) + count;
  return { compared, differences: parts.flatMap(({ differences }) => differences) };
}
