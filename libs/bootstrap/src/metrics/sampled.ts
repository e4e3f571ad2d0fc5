/** Rounds of a sampler: what was not learned anew since is not shown any more. */
const KEPT_ROUNDS = 3;

/** How often stores are asked about themselves. */
export const SAMPLE_EVERY_MS = 15_000;

/** What was last learned of each store, for as long as that says anything. A store that is away takes nothing from the others. */
export class Sampled<T> {
  private readonly values = new Map<string, { readonly value: T; readonly at: number }>();

  constructor(
    private readonly everyMs = SAMPLE_EVERY_MS,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Asks about all of these at once. Never fails: that nothing is shown says that nothing was learned. */
  async sample<Store>(
    stores: readonly Store[],
    nameOf: (store: Store) => string,
    ask: (store: Store) => Promise<T>,
  ): Promise<void> {
    const asked = stores.map(async (store) => {
      const at = this.now();
      this.values.set(nameOf(store), { value: await ask(store), at });
    });
    await Promise.allSettled(asked);
  }

  entries(): (readonly [name: string, value: T])[] {
    const oldest = this.now() - KEPT_ROUNDS * this.everyMs;
    for (const [name, { at }] of this.values) if (at < oldest) this.values.delete(name);
    return [...this.values].map(([name, { value }]) => [name, value]);
  }
}
