import { newId } from '@tenfold/ids';
import { randomUUID } from 'node:crypto';
import { beginKey, bodyHashOf, findKey, judgeKey, keyInUse, settleKey, type KeptKey } from '../src/index.js';
import type { IdempotencySubject, KeyedRequest } from '../src/testing/index.js';
import type { Scratch } from './scratch.js';

export type Row = KeptKey & { readonly thingId: string };

const BUCKET = 7;
const HOUR_MS = 60 * 60 * 1_000;

/** The library as a service uses it: key and thing in one statement, then the answer, which is stored. */
export class RealKeys implements IdempotencySubject {
  constructor(protected readonly scratch: Scratch) {}

  async perform(request: KeyedRequest): Promise<string> {
    const id = newId(BUCKET);
    if (await this.begin(request, id, Date.now() + HOUR_MS)) return this.settle(request, id);
    const row = await this.find(request);
    if (row === undefined) throw keyInUse();
    const kept = this.judge(row, request);
    return kept ?? this.settle(request, row.thingId);
  }

  async performAndDie(request: KeyedRequest): Promise<void> {
    await this.begin(request, newId(BUCKET), Date.now() - 1);
  }

  async performAndHang(request: KeyedRequest): Promise<void> {
    await this.begin(request, newId(BUCKET), Date.now() + HOUR_MS);
  }

  async effects(key: string): Promise<number> {
    const text = 'SELECT id FROM @.thing WHERE bucket = $1 AND key = $2';
    return (await this.scratch.shard.query(this.scratch.sql(text), [BUCKET, key])).length;
  }

  async change(key: string): Promise<void> {
    const text = 'UPDATE @.thing SET version = version + 1 WHERE bucket = $1 AND key = $2';
    await this.scratch.shard.query(this.scratch.sql(text), [BUCKET, key]);
  }

  /** @returns whether the key is new, and the thing made */
  protected async begin({ scope, key, body }: KeyedRequest, id: string, untilMs: number): Promise<boolean> {
    const text = `WITH k AS (
  ${beginKey(this.scratch.schema, {
    bucket: '$1',
    scope: '$2',
    key: '$3',
    bodyHash: '$4',
    runningUntil: '$5',
    createdAt: 'now()',
    effect: { thing_id: '$6' },
  })}
)
INSERT INTO @.thing (bucket, id, key, version) SELECT bucket, $6::uuid, $3, 1 FROM k RETURNING id`;
    const until = new Date(untilMs).toISOString();
    const values = [BUCKET, scope, key, bodyHashOf(body), until, id];
    return (await this.scratch.shard.query(this.scratch.sql(text), values)).length > 0;
  }

  protected async find({ scope, key }: KeyedRequest): Promise<Row | undefined> {
    const find = findKey(this.scratch.schema, { thingId: 'thing_id' });
    return (await this.scratch.shard.query<Row>(find, [BUCKET, scope, key]))[0];
  }

  protected judge(row: Row, { body }: KeyedRequest): string | undefined {
    return judgeKey(row, bodyHashOf(body), Date.now())?.response;
  }

  protected async settle(request: KeyedRequest, id: string): Promise<string> {
    const answer = await this.answer(id);
    const text = settleKey(this.scratch.schema, {
      bucket: '$1',
      scope: '$2',
      key: '$3',
      status: '201',
      etag: "'etag'",
      response: '$4',
    });
    const values = [BUCKET, request.scope, request.key, answer];
    if ((await this.scratch.shard.query(this.scratch.sql(text), values)).length > 0) return answer;
    return (await this.find(request))?.response ?? '';
  }

  /** No two answers are alike, so that only a stored one can be given twice. */
  protected async answer(id: string): Promise<string> {
    const text = 'SELECT version FROM @.thing WHERE bucket = $1 AND id = $2';
    const [row] = await this.scratch.shard.query<object>(this.scratch.sql(text), [BUCKET, id]);
    return JSON.stringify({ id, ...row, madeAs: randomUUID() });
  }
}
