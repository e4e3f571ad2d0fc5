import type { SharedValues } from '@tenfold/messaging';
import { STRATEGIES, type Positions, type Strategies, type Strategy } from '@tenfold/strategies';

/**
 * The switches of all processes. What was set by one is stored, and the others find it within a second; a process that starts finds
 * it too. Switches that nobody has set stand as each process's environment says.
 */
export class SharedStrategies {
  private readonly atStart: Positions;
  /** What was stored when it was last looked at; nothing, until somebody has set one. */
  private known: readonly (string | undefined)[] = STRATEGIES.map(() => undefined);

  constructor(
    private readonly strategies: Strategies,
    private readonly values: SharedValues,
  ) {
    this.atStart = strategies.positions;
  }

  get reachable(): boolean {
    return this.values.reachable;
  }

  /** @param listen called when any process may have set one, at the latest when the server has been reached again */
  onChange(listen: () => void): void {
    this.values.onChange(listen);
  }

  /** @throws AppError `dependency_unavailable`: then nothing is changed anywhere, this process included */
  async set(strategy: Strategy, on: boolean): Promise<Positions> {
    await this.values.put(strategy, on ? 'on' : 'off');
    return this.refresh();
  }

  /** Back to what the environments say. */
  async reset(): Promise<Positions> {
    await Promise.all(STRATEGIES.map((strategy) => this.values.remove(strategy)));
    return this.refresh();
  }

  /** Takes up what any process has set. */
  async refresh(): Promise<Positions> {
    const stored = await Promise.all(STRATEGIES.map((strategy) => this.values.get(strategy)));
    if (stored.every((position, index) => position === this.known[index])) return this.strategies.positions;
    this.known = stored;
    const positions = STRATEGIES.map((strategy, index) => {
      const position = stored[index];
      return [strategy, position === undefined ? this.atStart[strategy] : position === 'on'] as const;
    });
    this.strategies.set(Object.fromEntries(positions));
    return this.strategies.positions;
  }
}
