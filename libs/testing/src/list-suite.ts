import type { Strategies } from '@tenfold/strategies';
import fc from 'fast-check';
import { ApiClient } from './api-client.js';
import { ListReader, type ListExample } from './list-reader.js';
import { operationsWithPages } from './operations-with-pages.js';
import { waitFor } from './wait-for.js';

/** A running service with something to list, by operation id; a list that is read in several ways needs several. */
export interface ListedService {
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly strategies: Strategies;
  readonly lists: Readonly<Record<string, readonly ListExample[]>>;
}

export interface ListSuite {
  /** The committed OpenAPI document: what answers with `nextCursor` there is tested. */
  readonly document: string;
  readonly start: () => Promise<ListedService>;
}

const RUNS = 3;

/**
 * The tests that every list must pass: its pages lead through all rows that were there at the start, each once, and back again, while
 * rows are added; its cursors open no other list; and without the strategy `pagination` the answers are the same bytes. A list that
 * the document has and the examples lack fails too.
 */
export function describeLists({ document, start }: ListSuite): void {
  const operations = operationsWithPages(document);
  let service: ListedService;

  beforeAll(async () => {
    service = await start();
  });

  afterAll(() => service?.stop());

  const each = async (operation: string, test: (reader: ListReader) => Promise<void>): Promise<void> => {
    const examples = service.lists[operation] ?? [];
    if (examples.length === 0) throw new Error(`${operation} has no example`);
    for (const example of examples) await test(new ListReader(new ApiClient(service.url), example));
  };

  it.each(operations)('should lead through %s and back without gap or repeat while it changes', (operation) =>
    each(operation, async (reader) => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 7 }), (limit) => leadsThrough(reader, limit)),
        { numRuns: RUNS },
      );
    }),
  );

  it.each(operations)('should open nothing else with a cursor of %s', (operation) =>
    each(operation, async (reader) => {
      const page = await reader.page({ limit: 1 });
      const next = await reader.page({ limit: 1, cursor: page.body.nextCursor });
      for (const cursor of [page.body.nextCursor, next.body.previousCursor]) {
        for (const other of reader.example.others) await refuses(reader.of(other), cursor);
        await refuses(reader, `${cursor?.slice(0, -1)}${cursor?.endsWith('A') ? 'B' : 'A'}`);
        await refuses(reader, `A${cursor}`);
      }
    }),
  );

  it.each(operations)('should answer the same for %s without pagination', (operation) =>
    each(operation, async (reader) => {
      for (const limit of [2, 100]) {
        await waitFor(async () => {
          const texts = async () => (await reader.walkBothWays(limit)).map(({ text }) => text);
          const on = await texts();
          service.strategies.set({ pagination: false });
          const off = await texts().finally(() => service.strategies.set({ pagination: true }));
          // A replica may have caught up in between.
          if ((await texts()).join() !== on.join()) return false;
          expect(off).toEqual(on);
          return true;
        });
      }
    }),
  );

  it('should have examples for all lists, and for nothing else', () => {
    expect(Object.keys(service.lists).sort()).toEqual(operations.toSorted());
  });
}

async function leadsThrough(reader: ListReader, limit: number): Promise<void> {
  const before = reader.ids(await reader.walk('nextCursor', { limit: 100 }));
  expect(before.length).toBeGreaterThan(3);
  const pages = await reader.walk('nextCursor', { limit }, reader.example.change);
  const seen = reader.ids(pages);
  expect(new Set(seen).size).toBe(seen.length);
  const there = new Set(before);
  expect(seen.filter((id) => there.has(id))).toEqual(before);
  expect(pages[0]?.body.previousCursor).toBeNull();
  for (const [index, { body }] of pages.slice(1).entries()) {
    const back = await reader.page({ limit, cursor: body.previousCursor });
    expect(reader.ids([back])).toEqual(reader.ids(pages.slice(index, index + 1)));
  }
  // From the end back to the beginning: what was added meanwhile stands before it all.
  const last = pages.at(-1)?.body.previousCursor;
  const back = await reader.walk('previousCursor', { limit: limit + 1, cursor: last }, reader.example.change);
  const returned = [...reader.ids(back.toReversed()), ...reader.ids(pages.slice(-1))];
  expect(new Set(returned).size).toBe(returned.length);
  const known = new Set(seen);
  expect(returned.filter((id) => known.has(id))).toEqual(seen);
}

async function refuses(reader: ListReader, cursor: string | null): Promise<void> {
  const { status, body } = await reader.page({ limit: 1, cursor });
  expect({ status, code: body.code }).toEqual({ status: 400, code: 'cursor_invalid' });
}
