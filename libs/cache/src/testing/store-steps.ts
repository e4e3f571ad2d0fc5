import { equal, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { CacheStore } from '../cache-store.js';
import type { Entry, Found } from '../entry.js';

/** A store, and power over its time. */
export interface StoreSubject {
  readonly store: CacheStore;
  /** What all keys begin with. */
  readonly prefix: string;
  /** Makes what is in the store so much older. */
  pass(ms: number): Promise<void>;
}

export const LEASE = 1_000;
export const MARK = 5_000;
export const TTL = 60_000;

export const entry = (version: number, body: Buffer | string = `at ${version}`): Entry => ({
  version,
  kind: 'value',
  suspect: false,
  fillMs: 12,
  etag: '"0123456789abcdefghijkl"',
  body: Buffer.from(body),
});

/** What a case does, on a key of its own. */
export class Steps {
  readonly key: string;
  private tokens = 0;

  constructor(readonly subject: StoreSubject) {
    this.key = `${subject.prefix}{b7}:${randomUUID()}`;
  }

  get store(): CacheStore {
    return this.subject.store;
  }

  token(): string {
    return `token-${(this.tokens += 1)}`;
  }

  /** Takes the lease and fills with it. */
  async fill(version: number): Promise<string> {
    const token = this.token();
    equal(await this.store.lease(this.key, token, LEASE), 'mine');
    return this.store.fill(this.key, token, entry(version), TTL);
  }

  async found(): Promise<Found | undefined> {
    const found = await this.store.get(this.key);
    ok(found !== 'unavailable');
    return found;
  }

  async version(): Promise<number | undefined> {
    return (await this.found())?.version;
  }
}
