import { literal, toScript, wholeTransactions } from './script.js';

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
      typesOf: () => Promise.resolve(['uuid', 'text', 'integer']),
      freshIds: new Set([ID]),
      freshTexts: ['key'],
    });
    expect(script).toBe(
      '\\set n random(1, 281474976710655)\n' +
        "SELECT (E'01a22c4c-7f29-71c9-bcc1-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid, " +
        "(E'key-' || lpad(to_hex(:n::bigint), 12, '0'))::text, (E'7')::integer::int;\n",
    );
  });

  it('should find ids inside of longer texts and leave old ones alone', async () => {
    const other = ID.replace('01a2', '01a1');
    const script = await toScript([statement('1', 'SELECT $1', [`{"a":"${ID}","b":"${other}"}`])], {
      typesOf: () => Promise.resolve(['jsonb']),
      freshIds: new Set([ID]),
      freshTexts: [],
    });
    expect(script).toContain(`|| E'","b"\\x3A"${other}"}')::jsonb`);
  });
});

describe(literal, () => {
  it('should leave pgbench no colon to take for a variable', () => {
    expect(literal("12:30 \\ it's")).toBe("E'12\\x3A30 \\\\ it''s'");
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
