import { ok } from 'node:assert/strict';
import { settled } from './fake-clock.js';
import type { TestWorld } from './test-world.js';

/** One promise of a cache, and what shows that it is kept. */
export interface CacheCase {
  readonly promise: string;
  readonly run: (world: TestWorld) => Promise<void>;
}

/** Unavailable as it is, to whoever asks for it. */
export const refusal = { code: 'dependency_unavailable' };

export const many = <T>(count: number, work: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => work(n));

export const forever = (): Promise<never> => new Promise(() => undefined);

export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn += 1) {
    ok(turn < 10_000, 'it never came to that');
    await settled();
  }
}

/** The answers to readers who all come while the first of them is still loading. */
export async function together<T>(world: TestWorld, read: () => Promise<T>[]): Promise<T[]> {
  world.source.write(world.key);
  world.source.hold();
  const work = Promise.all(read());
  await until(() => world.source.running > 0);
  await world.subject.pass(50);
  world.source.release();
  return world.subject.finish(work);
}
