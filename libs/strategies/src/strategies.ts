/** What can be switched off at run time, to see what it is worth. The answers are the same either way. */
export const STRATEGIES = ['cache', 'preaggregate', 'fields', 'pagination'] as const;

export type Strategy = (typeof STRATEGIES)[number];

export type Positions = Readonly<Record<Strategy, boolean>>;

export const ALL_ON: Positions = Object.freeze({
  cache: true,
  preaggregate: true,
  fields: true,
  pagination: true,
});

/** The position of every switch in this process. Ask it once per request and path: it may change between two questions. */
export class Strategies {
  private current: Positions;
  private readonly listeners = new Set<(positions: Positions) => void>();

  constructor(positions: Partial<Positions> = {}) {
    this.current = { ...ALL_ON, ...positions };
  }

  isOn(strategy: Strategy): boolean {
    return this.current[strategy];
  }

  get positions(): Positions {
    return this.current;
  }

  /** @returns whether anything has changed; who listens is told before this returns */
  set(changes: Partial<Positions>): boolean {
    const next = { ...this.current, ...changes };
    if (STRATEGIES.every((strategy) => next[strategy] === this.current[strategy])) return false;
    this.current = next;
    for (const listen of this.listeners) listen(next);
    return true;
  }

  /** For what keeps state that a switch makes worthless: a cache that is off must be empty when it comes back. */
  onChange(listen: (positions: Positions) => void): void {
    this.listeners.add(listen);
  }
}
