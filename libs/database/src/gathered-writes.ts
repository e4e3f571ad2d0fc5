import { requestContext, tracing, type RequestEvent } from '@tenfold/observability';
import { AsyncLocalStorage } from 'node:async_hooks';
import { isOfOneRow, noConnection, translateDatabaseError } from './database-errors.js';
import { LOCK_TIMEOUT_MS } from './impatient.js';
import type { Committed } from './primary.js';
import { untilOwned } from './routing.js';
import type { Shard } from './shard.js';
import type { Shards } from './shards.js';
import { spanOfShared } from './statement-spans.js';
import type { Statement } from './statement.js';

/** A statement that takes longer may wait for a row: others do not wait for it any more. Most take one or two. */
const SLOW_MS = 5;
/** Statements under way on a shard. */
const AT_ONCE = 3;
/** In one statement: a bound for how long it holds its locks. */
const MOST = 50;
/** As long as others wait for a connection. */
const PATIENCE_MS = 2_000;

/** What is written, by a statement for one and by one for many, which says `IMPATIENT`; both answer a row for each item that was written, and none for others. */
export interface Gathering<Item, Row extends object> {
  readonly one: Statement;
  readonly many: Statement;
  valuesOfOne(item: Item): readonly unknown[];
  /** @param items in the order of their keys, so that two statements take their locks in one order */
  valuesOfMany(items: readonly Item[]): readonly unknown[];
  bucketOf(item: Item): number;
  /** Of the row that it writes: no two of one statement have the same. */
  keyOf(item: Item): string;
  keyOfRow(row: Row): string;
}

interface Waiting<Item, Row> {
  readonly item: Item;
  readonly bucket: number;
  readonly key: string;
  readonly since: number;
  readonly committed: Committed | undefined;
  readonly event: RequestEvent | undefined;
  /** Runs what it is given as part of the request that waits. */
  readonly asItself: <T>(work: () => T) => T;
  readonly resolve: (row: Row | undefined) => void;
  readonly reject: (error: unknown) => void;
}

interface Queue<Item, Row> {
  readonly waiting: Waiting<Item, Row>[];
  running: number;
  scheduled: boolean;
  /** Runs while somebody waits for a statement. */
  timer: NodeJS.Timeout | undefined;
}

/**
 * Writes of many requests in few statements. One that comes alone goes out at the end of the loop's turn; those that come while a statement of a shard is under
 * way go together in the next. So there are as few commits, each with its wait for the disk, as there is load, and nobody waits for
 * a clock. Each request is told of its own row, and of the position of the write.
 */
export class GatheredWrites<Item, Row extends object> {
  private readonly queues = new WeakMap<Shard, Queue<Item, Row>>();

  constructor(
    private readonly shards: Shards,
    private readonly gathering: Gathering<Item, Row>,
  ) {}

  /** @returns its row; undefined when the statement has written none for it */
  write(item: Item): Promise<Row | undefined> {
    const bucket = this.gathering.bucketOf(item);
    const key = this.gathering.keyOf(item);
    return untilOwned(() => {
      const shard = this.shards.owner(bucket);
      return new Promise<Row | undefined>((resolve, reject) => {
        const facts = { item, bucket, key, since: performance.now(), resolve, reject };
        this.add(shard, {
          ...facts,
          committed: shard.writing(),
          event: requestContext.get()?.event,
          asItself: asPresentRequest(),
        });
      });
    });
  }

  private add(shard: Shard, one: Waiting<Item, Row>): void {
    let queue = this.queues.get(shard);
    if (queue === undefined)
      this.queues.set(shard, (queue = { waiting: [], running: 0, scheduled: false, timer: undefined }));
    queue.waiting.push(one);
    this.schedule(shard, queue);
  }

  /** At the end of this turn of the loop: what has been read from many sockets goes together. */
  private schedule(shard: Shard, queue: Queue<Item, Row>): void {
    if (queue.scheduled) return;
    queue.scheduled = true;
    setImmediate(() => {
      queue.scheduled = false;
      this.pump(shard, queue);
    });
  }

  /** @param most so many may be under way */
  private pump(shard: Shard, queue: Queue<Item, Row>, most = 1): void {
    refuseOld(queue.waiting, shard.name);
    while (queue.running < most && queue.waiting.length > 0) {
      const batch = nextBatch(queue.waiting);
      const [first] = batch;
      if (first === undefined) return;
      queue.running += 1;
      const over = once(() => {
        queue.running -= 1;
        clearTimeout(queue.timer);
        queue.timer = undefined;
        this.schedule(shard, queue);
      });
      // One that waits for a row of its own does not keep others from their turn; the pool bounds how many do.
      const stuck = setTimeout(over, LOCK_TIMEOUT_MS);
      void first
        .asItself(() => this.send(shard, batch))
        .finally(() => {
          clearTimeout(stuck);
          over();
        });
    }
    if (queue.waiting.length === 0) return;
    queue.timer ??= setTimeout(() => {
      queue.timer = undefined;
      this.pump(shard, queue, Math.min(queue.running + 1, AT_ONCE));
    }, SLOW_MS);
  }

  /** Never fails: those who wait are told. */
  private async send(shard: Shard, batch: readonly Waiting<Item, Row>[]): Promise<void> {
    try {
      const rows = await this.ask(shard, batch);
      const byKey = new Map(rows.map((row) => [this.gathering.keyOfRow(row), row]));
      for (const { key, resolve } of batch) resolve(byKey.get(key));
    } catch (error) {
      if (batch.length === 1 || !isOfOneRow(error)) for (const { reject } of batch) reject(error);
      else this.halve(shard, batch);
    }
  }

  /**
   * Nothing is written. Each is to be told of its own mistake, and to wait for its own row, so both halves go at once, and nobody waits for
   * them: they do not count as under way.
   */
  private halve(shard: Shard, batch: readonly Waiting<Item, Row>[]): void {
    const middle = Math.ceil(batch.length / 2);
    for (const half of [batch.slice(0, middle), batch.slice(middle)])
      void half[0]?.asItself(() => this.send(shard, half));
  }

  private async ask(shard: Shard, batch: readonly Waiting<Item, Row>[]): Promise<Row[]> {
    const { gathering, shards } = this;
    const items = batch.map(({ item }) => item);
    const [first] = items;
    const single = first !== undefined && items.length === 1;
    const statement = single ? gathering.one : gathering.many;
    const values = single ? gathering.valuesOfOne(first) : gathering.valuesOfMany(items);
    const told = batch.flatMap(({ committed }) => committed ?? []);
    const began = performance.now();
    const asked = shard.queryTogether<Row>(
      statement,
      values,
      () => batch.every(({ bucket }) => shards.owner(bucket) === shard),
      told.length === 0 ? undefined : (position) => told.forEach((committed) => committed(position)),
    );
    // The first one has its line and its span from the statement itself.
    const others = batch.slice(1);
    const place = { shard: shard.name, server: 'primary' } as const;
    if (tracing.on) for (const { asItself } of others) asItself(() => spanOfShared(statement, place, asked));
    const rows = await asked;
    const elapsedMs = performance.now() - began;
    for (const { event } of others) event?.statement(place, 1, elapsedMs);
    return rows;
  }
}

/** To go on as the request in hand later. A snapshot of all contexts, that of its trace among them, was 20 µs of a save in a profile. */
function asPresentRequest(): <T>(work: () => T) => T {
  if (tracing.on) return AsyncLocalStorage.snapshot();
  const context = requestContext.get();
  return context === undefined ? requestContext.clean : (work) => requestContext.run(context, work);
}

/** The values of several rows as arrays, one for each column, as `unnest` takes them. */
export function columnsOf(rows: readonly (readonly unknown[])[]): unknown[][] {
  return (rows[0] ?? []).map((_, at) => rows.map((row) => row[at]));
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}

/** Who has waited for too long is told to come again. */
function refuseOld<Item, Row>(waiting: Waiting<Item, Row>[], shard: string): void {
  const tooOld = performance.now() - PATIENCE_MS;
  while (waiting[0] !== undefined && waiting[0].since < tooOld)
    waiting.shift()?.reject(translateDatabaseError(noConnection(), shard));
}

/** Takes out of the list what goes together, sorted. */
function nextBatch<Item, Row>(waiting: Waiting<Item, Row>[]): Waiting<Item, Row>[] {
  const batch = new Map<string, Waiting<Item, Row>>();
  const later: Waiting<Item, Row>[] = [];
  for (const one of waiting.splice(0)) {
    if (batch.size >= MOST || batch.has(one.key)) later.push(one);
    else batch.set(one.key, one);
  }
  waiting.push(...later);
  return [...batch.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
