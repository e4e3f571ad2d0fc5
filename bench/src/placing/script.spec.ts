import { toScript, wholeTransactions } from './script.js';

const ID = '01a22c4c-7f29-71c9-bcc1-3de6cf249967';
const statement = (backend: string, text: string, parameters: (string | null)[] = []) => ({
  backend,
  role: 'orders',
  text,
  parameters,
});

describe(toScript, () => {
  it('should give each replay ids and keys of its own, with the types that the server infers', async () => {
    const script = await toScript([statement('1', 'SELECT $1, $2, $3::int', [ID, 'key', '7'])], {
      prefix: 'a',
      typesOf: () => Promise.resolve(['uuid', 'text', 'integer']),
      freshIds: new Set([ID]),
      freshTexts: ['key'],
    });
    expect(script).toEqual({
      text:
        '\\set n random(1, 281474976710655)\n' +
        "SELECT (:a0::text || lpad(to_hex(:n::bigint), 12, '0'))::uuid, " +
        "(:a1::text || lpad(to_hex(:n::bigint), 12, '0'))::text, (:a2)::integer::int;\n",
      variables: { a0: '01a22c4c-7f29-71c9-bcc1-', a1: 'key-', a2: '7' },
    });
  });

  it('should find ids inside of longer texts and leave old ones alone', async () => {
    const other = ID.replace('01a2', '01a1');
    const script = await toScript([statement('1', 'SELECT $1', [`{"a":"${ID}","b":"${other}"}`])], {
      prefix: 'a',
      typesOf: () => Promise.resolve(['jsonb']),
      freshIds: new Set([ID]),
      freshTexts: [],
    });
    expect(script.text).toContain("lpad(to_hex(:n::bigint), 12, '0') || :a1::text)::jsonb");
    expect(script.variables['a1']).toBe(`","b":"${other}"}`);
  });
});

describe(wholeTransactions, () => {
  it('should put the statements of a transaction together, where it ended', () => {
    const mixed = [
      statement('1', 'BEGIN'),
      statement('2', 'SELECT 2'),
      statement('1', 'SELECT 1'),
      statement('1', 'COMMIT'),
    ];
    expect(wholeTransactions(mixed).map(({ text }) => text)).toEqual([
      'SELECT 2',
      'BEGIN',
      'SELECT 1',
      'COMMIT',
    ]);
  });
});
