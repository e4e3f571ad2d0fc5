import { describeContract, type ContractCase } from '@tenfold/testing';
import { changeCases } from './cache-contract-changes.js';
import { lifetimeCases } from './cache-contract-lifetimes.js';
import { loadCases } from './cache-contract-loads.js';
import { TestWorld, type CacheSubject } from './test-world.js';

const CASES = [...loadCases, ...lifetimeCases, ...changeCases];

/** The promises of a cache over two levels. */
export const cacheContract: readonly ContractCase<CacheSubject>[] = CASES.map(({ promise, run }) => ({
  promise,
  run: (subject) => run(new TestWorld(subject)),
}));

/** Runs the contract of a cache against an implementation. */
export function describeCache(title: string, subject: () => CacheSubject): void {
  describeContract(title, cacheContract, subject);
}
