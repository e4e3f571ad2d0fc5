import { untilCommonMoment } from './common-moments.js';
import type { PoolCounters } from './pool-counters.js';
import { PositionHistory } from './position-history.js';
import type { Replica, ReplicaAnswer } from './replica.js';
import type { Statement } from './statement.js';
import { BEYOND, type WalPosition } from './wal-position.js';

/** How old an answer may be: not at all, at most DATABASE_REPLICA_MAX_LAG, or however old a living replica is. */
export type ReadIntent = 'fresh' | 'bounded' | 'eventual';

export const isReadIntent = (text: string): text is ReadIntent =>
  text === 'fresh' || text === 'bounded' || text === 'eventual';

/** While bounded reads come, and while a replica is away or late. */
const LOOK_EVERY_MS = 250;
/** Without reads; just behind the other work of the process, whose lease has brought the primary's position. */
const EVERY_MS_AT_REST = 30_000;
const BEHIND_MS = 100;

/**
 * The replicas of one shard, and what is known about how far they and their primary are. It looks when it is read from, and goes on by
 * itself only while something is wrong.
 */
export class ReplicaSet {
  private readonly history: PositionHistory;
  private readonly everyMs: number;
  private started: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private turn = 0;
  private looking: Promise<void> | undefined;
  private asking: Promise<unknown> | undefined;
  private lookedAt = -Infinity;
  private newest: { readonly atMs: number; readonly position: WalPosition } | undefined;
  /** What every answer must show, however old it may be: the rows of buckets that the shard has got from another. */
  private floor = BEYOND;
  private gainedAt: number | undefined = -Infinity;

  constructor(
    private readonly replicas: readonly Replica[],
    private readonly maxLagMs: number,
    /** Asks the primary where it is, which `sampled` is told of. */
    private readonly askPrimary: () => Promise<WalPosition>,
  ) {
    // A few more samples than the limit needs, so that a late replica's age can still be told.
    this.history = new PositionHistory(maxLagMs + 60_000);
    this.everyMs = Math.min(LOOK_EVERY_MS, maxLagMs / 4);
  }

  /** Takes note of where the primary was. The watch of the primary calls it. */
  sampled(atMs: number, position: WalPosition): void {
    if (this.gainedAt !== undefined && atMs >= this.gainedAt) {
      this.floor = position;
      this.gainedAt = undefined;
    }
    // Each write may ask; the past is kept in steps.
    if (this.isRecent(atMs)) return;
    this.newest = { atMs, position };
    this.history.add(atMs, position);
  }

  /** The shard has got buckets: until a replica has replayed what the primary has by now, it may lack their rows. */
  gained(): void {
    this.floor = BEYOND;
    this.gainedAt = performance.now();
  }

  /** Begins to watch; settles after the first look, whatever that finds. */
  start(): Promise<void> {
    this.started ??= this.look();
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
    if (performance.now() - this.lookedAt >= this.everyMs) void this.look();
    // The first read after a while, or after buckets have come, costs a question to the primary; those behind it do not.
    if (this.boundOf(intent) === undefined || this.gainedAt !== undefined) await this.asking;
    const bound = this.boundOf(intent);
    // Nobody knows where the primary is: then nobody knows how old a replica is.
    if (bound === undefined) return { refusal: 'late' };
    const required = [atLeast, this.floor].reduce((a, b) => (b > a ? b : a), bound);
    const replica = this.choose(required);
    return replica === undefined ? { refusal: 'down' } : replica.read(statement, values, required);
  }

  /** As of the last look. */
  states(): readonly ReplicaState[] {
    return this.replicas.map(({ name, living, replayed, probedAt }) => ({
      name,
      living,
      ageMs: replayed === undefined ? undefined : this.history.ageOf(replayed, probedAt),
    }));
  }

  pools(): readonly PoolCounters[] {
    return this.replicas.map((replica) => replica.counters());
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

  private isRecent(nowMs: number): boolean {
    return this.newest !== undefined && nowMs - this.newest.atMs < this.everyMs;
  }

  /** Where the primary is, or was a moment ago: whoever had no lease has asked already. */
  private async whereIsPrimary(): Promise<WalPosition> {
    const known = this.gainedAt === undefined && this.isRecent(performance.now());
    return (known ? this.newest?.position : undefined) ?? this.askPrimary();
  }

  private boundOf(intent: ReadIntent): WalPosition | undefined {
    return intent === 'bounded' ? this.history.requiredAt(performance.now(), this.maxLagMs) : 0n;
  }

  /** One at a time. The primary first: a replica that has replayed that position when it is asked behind it is not late. */
  private look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    clearTimeout(this.timer);
    this.lookedAt = performance.now();
    const asked = this.whereIsPrimary().catch(() => undefined);
    this.asking = asked;
    const position = await asked;
    await Promise.all(this.replicas.map((replica) => replica.probe()));
    if (this.closed) return;
    // Without its primary no replica is read from, and none can be told to be late.
    const isWell = ({ living, replayed }: Replica): boolean =>
      position === undefined || (living && replayed !== undefined && replayed >= position);
    const well = this.replicas.every(isWell);
    this.timer = setTimeout(
      () => void this.look(),
      well ? untilCommonMoment(EVERY_MS_AT_REST) + BEHIND_MS : this.everyMs,
    );
    this.timer.unref();
  }
}

export interface ReplicaState {
  readonly name: string;
  readonly living: boolean;
  /** How old its answers are at most; undefined when that is not known. */
  readonly ageMs: number | undefined;
}
