import fc from 'fast-check';
import { CursorCodec } from './cursor-codec.js';
import type { Page } from './page.js';
import { readFrom, readPage } from './read-page.js';

const codec = new CursorCodec('x'.repeat(32));
const pageOf = (rows: readonly number[], cursor: string | null, limit: number, scope = 'numbers') =>
  readPage(
    codec,
    { scope, cursor: cursor ?? undefined, limit },
    async (place, most) => readFrom(rows, place, (row, [key]) => row - Number(key), most),
    (row) => [row],
  );

const numbers = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 30 });
const sorted = (rows: readonly number[]): number[] => rows.toSorted((a, b) => a - b);
const limits = fc.integer({ min: 1, max: 7 });

describe(readPage, () => {
  it('should walk every row once to the end, and back again', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, limits, limits, async (some, limit, backLimit) => {
        const rows = sorted(some);
        const seen: number[] = [];
        let page: Page<number> = await pageOf(rows, null, limit);
        expect(page.previousCursor).toBeNull();
        seen.push(...page.items);
        while (page.nextCursor !== null) {
          page = await pageOf(rows, page.nextCursor, limit);
          seen.push(...page.items);
        }
        expect(seen).toEqual(rows);
        const back = [...page.items];
        while (page.previousCursor !== null) {
          page = await pageOf(rows, page.previousCursor, backLimit);
          expect(page.nextCursor).not.toBeNull();
          back.unshift(...page.items);
        }
        expect(back).toEqual(rows);
      }),
    );
  });

  it('should see what was there at the start exactly once, whatever comes and goes meanwhile', async () => {
    const change = fc.record({ add: fc.integer(), remove: fc.nat() });
    await fc.assert(
      fc.asyncProperty(numbers, limits, fc.array(change, { maxLength: 20 }), async (some, limit, changes) => {
        let rows = sorted(some);
        const removed = new Set<number>();
        const seen: number[] = [];
        for (let cursor: string | null | undefined; cursor !== null;) {
          const page: Page<number> = await pageOf(rows, cursor ?? null, limit);
          seen.push(...page.items);
          cursor = page.nextCursor;
          const { add = 0, remove = 0 } = changes.pop() ?? {};
          const gone = rows[remove % Math.max(1, rows.length)];
          if (gone !== undefined) removed.add(gone);
          rows = sorted([...new Set([...rows, add])].filter((row) => row !== gone));
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toEqual(sorted(seen));
        expect(seen).toEqual(expect.arrayContaining(some.filter((row) => !removed.has(row))));
      }),
    );
  });

  it('should refuse a cursor of another list', async () => {
    const { nextCursor } = await pageOf([1, 2], null, 1);
    await expect(pageOf([1, 2], nextCursor, 1, 'others')).rejects.toMatchObject({ code: 'cursor_invalid' });
  });

  it('should say when rows are missing, and otherwise nothing of it', async () => {
    const read = (incomplete: boolean) =>
      readPage(
        codec,
        { scope: 'a', cursor: undefined, limit: 5 },
        async () => ({ rows: [1], incomplete }),
        (row) => [row],
      );
    const page = { items: [1], nextCursor: null, previousCursor: null };
    expect(await read(true)).toEqual({ ...page, incomplete: true });
    expect(await read(false)).toEqual(page);
  });
});
