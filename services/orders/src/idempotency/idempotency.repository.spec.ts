import type { Shards, Statement } from '@tenfold/database';
import { newId } from '@tenfold/ids';
import { IdempotencyRepository } from './idempotency.repository.js';
import { SETTLE, settleIn } from './idempotency.statements.js';

describe(IdempotencyRepository, () => {
  const [orderId, place] = [newId(7), { bucket: 7, scope: 'scope', key: 'key' }];
  const settlement = {
    orderId,
    outboxId: orderId,
    itemsStored: true,
    status: 201,
    etag: '',
    response: '',
    at: '',
  };

  /** A shard that refuses the months with this code. */
  const refusing = (code: string): { keys: IdempotencyRepository; sent: string[] } => {
    const sent: string[] = [];
    const query = ({ name }: Statement): Promise<object[]> => {
      sent.push(name);
      return name === SETTLE.name
        ? Promise.resolve([{}])
        : Promise.reject(Object.assign(new Error(), { code }));
    };
    return { keys: new IdempotencyRepository({ forBucket: () => ({ query }) } as unknown as Shards), sent };
  };

  it.each(['42501', '42P01'])(
    'should go by the table from the first time that a month says %s',
    async (code) => {
      const { keys, sent } = refusing(code);
      for (let n = 0; n < 2; n += 1)
        expect(await keys.settle(place, { ...settlement, justPlaced: true })).toBe(true);
      expect(sent).toEqual([settleIn(orderId).name, SETTLE.name, SETTLE.name]);
    },
  );

  it('should say so when anything else is wrong', async () => {
    const { keys, sent } = refusing('23505');
    await expect(keys.settle(place, { ...settlement, justPlaced: true })).rejects.toMatchObject({
      code: '23505',
    });
    expect(sent).toEqual([settleIn(orderId).name]);
  });

  it('should not name the month of an order of before', async () => {
    const { keys, sent } = refusing('42501');
    await keys.settle(place, { ...settlement, justPlaced: false });
    expect(sent).toEqual([SETTLE.name]);
  });
});
