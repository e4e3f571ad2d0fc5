import { PositionHistory } from './position-history.js';
import type { Replica, ReplicaAnswer } from './replica.js';
import type { Statement } from './statement.js';
import { BEYOND, type WalPosition } from './wal-position.js';

/** How old an answer may be: not at all, at most DATABASE_REPLICA_MAX_LAG, or however old a living replica is. */
export type ReadIntent = 'fresh' | 'bounded' | 'eventual';

export const isReadIntent = (text: string): text is ReadIntent =>
  text === 'fresh' || text === 'bounded' || text === 'eventual';

const PROBE_EVERY_MS = 250;

/** The replicas of one shard, and what is known about how far they and their primary are. */
export class ReplicaSet {
  private readonly history: PositionHistory;
  private readonly everyMs: number;
  private started: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private turn = 0;
  private sampledAt = -Infinity;
  /** What every answer must show, however old it may be: the rows of buckets that the shard has got from another. */
  private floor = BEYOND;
  private gainedAt: number | undefined = -Infinity;

  constructor(
    private readonly replicas: readonly Replica[],
    private readonly maxLagMs: number,
  ) {
    // A few more samples than the limit needs, so that a late replica's age can still be told.
    this.history = new PositionHistory(maxLagMs + 60_000);
    this.everyMs = Math.min(PROBE_EVERY_MS, maxLagMs / 4);
  }

  /** Takes note of where the primary was. The watch of the primary calls it. */
  sampled(atMs: number, position: WalPosition): void {
    if (this.gainedAt !== undefined && atMs >= this.gainedAt) {
      this.floor = position;
      this.gainedAt = undefined;
    }
    if (atMs - this.sampledAt < this.everyMs) return;
    this.sampledAt = atMs;
    this.history.add(atMs, position);
  }

  /** The shard has got buckets: until a replica has replayed what the primary has by now, it may lack their rows. */
  gained(): void {
    this.floor = BEYOND;
    this.gainedAt = performance.now();
  }

  /** Begins to watch; settles after the first round, whatever that finds. */
  start(): Promise<void> {
    this.started ??= this.round();
    return this.started;
  }

  /** Asks one replica; which one is a matter of luck, and what it is asked to have replayed is not. */
  async read<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    intent: Exclude<ReadIntent, 'fresh'>,
    atLeast: WalPosition,
  ): Promise<ReplicaAnswer<Row>> {
    await this.start();
    const bound = intent === 'bounded' ? this.history.requiredAt(performance.now(), this.maxLagMs) : 0n;
    // Nobody knows where the primary is: then nobody knows how old a replica is.
    if (bound === undefined) return { refusal: 'late' };
    const required = [atLeast, this.floor].reduce((a, b) => (b > a ? b : a), bound);
    const replica = this.choose(required);
    return replica === undefined ? { refusal: 'down' } : replica.read(statement, values, required);
  }

  states(): readonly ReplicaState[] {
    return this.replicas.map(({ name, living, replayed }) => ({
      name,
      living,
      ageMs: replayed === undefined ? undefined : this.history.ageOf(replayed, performance.now()),
    }));
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.started;
    await Promise.all(this.replicas.map((replica) => replica.close()));
  }

  /** In turn among the living, and rather one that was far enough a moment ago; it still has to prove it. */
  private choose(required: WalPosition): Replica | undefined {
    const living = this.replicas.filter((replica) => replica.living);
    const ready = living.filter(({ replayed }) => replayed !== undefined && replayed >= required);
    const candidates = ready.length > 0 ? ready : living;
    this.turn = (this.turn + 1) % Number.MAX_SAFE_INTEGER;
    return candidates[this.turn % candidates.length];
  }

  private async round(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.probe()));
    if (this.closed) return;
    this.timer = setTimeout(() => void this.round(), this.everyMs);
    this.timer.unref();
  }
}

export interface ReplicaState {
  readonly name: string;
  readonly living: boolean;
  /** How old its answers are at most; undefined when that is not known. */
  readonly ageMs: number | undefined;
}
