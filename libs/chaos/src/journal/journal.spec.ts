import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { order } from '../testing/example.js';
import { historyOf } from './history.js';
import { Journal, readJournal } from './journal.js';

describe(Journal, () => {
  const create = () => Journal.create(join(mkdtempSync(join(tmpdir(), 'journal-')), 'chaos', 'run.jsonl'));

  it('should give back what was appended, in order, however many at once', async () => {
    const journal = await create();
    const numbers = Array.from({ length: 50 }, () => journal.number());
    await Promise.all(numbers.map((n) => journal.append({ type: 'intent', n, operation: order(`k${n}`) })));
    await journal.close();
    expect(readJournal(journal.file).map(({ n }) => n)).toEqual(numbers);
  });

  it('should never go on with the journal of another run', async () => {
    const journal = await create();
    await journal.close();
    await expect(Journal.create(journal.file)).rejects.toThrow('EEXIST');
  });

  it('should refuse to judge by a journal with a torn line', async () => {
    const journal = await create();
    await journal.close();
    appendFileSync(journal.file, '{"type":"intent"');
    expect(() => readJournal(journal.file)).toThrow(SyntaxError);
  });
});

describe(historyOf, () => {
  it('should count a request without an answer as lost, and gather repetitions', () => {
    const history = historyOf([
      { type: 'intent', n: 1, operation: order('k') },
      { type: 'intent', n: 2, operation: order('k') },
      { type: 'acked', n: 2, status: 201, hash: 'h', id: 'o' },
    ]);
    expect(history.orders).toHaveLength(1);
    expect(history.orders[0]).toMatchObject({ lost: 1, acks: [{ n: 2 }] });
  });

  it('should refuse an answer to a request that was never sent', () => {
    expect(() => historyOf([{ type: 'acked', n: 1, status: 201, hash: 'h', id: 'o' }])).toThrow('never sent');
  });
});
