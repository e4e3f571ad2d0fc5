import { Prepared, toScript, variablesOf, wholeTransactions } from './script.js';
import type { LoggedStatement } from './server-log.js';

const FIRST = '01a22c4c-7f29-71c9-bcc1-3de6cf249967';
const SECOND = FIRST.replace('-71c9-', '-71ca-');
const OLD = FIRST.replace('01a2', '01a1');

const sent = (text: string, backend = '1'): LoggedStatement => ({
  backend,
  role: 'orders',
  text,
  prepared: false,
  parameters: [],
});
const executed = (text: string, parameters: (string | null)[]): LoggedStatement => ({
  ...sent(text),
  prepared: true,
  parameters,
});

const options = (prepared: Prepared, orders: number) => ({
  recording: 3,
  orders,
  freshIds: new Set([FIRST, SECOND]),
  freshText: 'key-17-',
  prepared,
});

describe(toScript, () => {
  it('should prepare each text once, whatever the values of its parameters are', () => {
    const prepared = new Prepared();
    const script = toScript(
      [executed('SELECT $1', ['a']), executed('SELECT $1', [null]), executed('SELECT 2', [])],
      options(prepared, 1),
    );
    expect(prepared.head()).toBe(
      '\\if :bench_ready = 0\nPREPARE bench_1 AS SELECT $1;\nPREPARE bench_2 AS SELECT 2;\n\\set bench_ready 1\n\\endif',
    );
    expect(script).toContain("EXECUTE bench_1('a');\nEXECUTE bench_1(NULL);\nEXECUTE bench_2;");
  });

  it('should give each replay ids and keys of its own, and leave old ones and quotes as they are', () => {
    const script = toScript(
      [executed('SELECT $1, $2', [`{"a":"${FIRST}","b":"${OLD}","c":"it's"}`, 'key-17-4'])],
      options(new Prepared(), 1),
    );
    expect(script).toContain(
      `EXECUTE bench_1('{"a":"01a22c4c-7f29-71c9-bcc1-:bench_tail_3","b":"${OLD}","c":"it''s"}', 'key-17-:bench_tail_3-4');`,
    );
    expect(script).toContain('\\set bench_tail_3 random(100000000000, 999999999999)');
  });

  it('should deal statements out to the transactions of a recording, in their order', () => {
    const statements = ['SELECT 1', 'BEGIN', 'SELECT 2', 'COMMIT', 'SELECT 3', 'SELECT 4'].map((text) =>
      sent(text),
    );
    expect(toScript(statements, options(new Prepared(), 2))).toBe(
      [
        '\\set bench_place_3 (:bench_place_3 + 1) % 2',
        '\\if :bench_place_3 = 0',
        '\\set bench_tail_3 random(100000000000, 999999999999)',
        '\\endif',
        '\\if :bench_place_3 = 0',
        'SELECT 1;',
        'BEGIN;',
        'SELECT 2;',
        'COMMIT;',
        '\\elif :bench_place_3 = 1',
        'SELECT 3;',
        'SELECT 4;',
        '\\endif',
        '',
      ].join('\n'),
    );
    expect(variablesOf(2)).toEqual({ bench_ready: '0', bench_place_0: '-1', bench_place_1: '-1' });
  });

  it('should find one of many transactions in few steps', () => {
    const statements = Array.from({ length: 45 }, (_, index) => sent(`SELECT ${index}`));
    const script = toScript(statements, options(new Prepared(), 45));
    expect(script.match(/:bench_place_3 < \d+/g)).toEqual(
      [20, 40, 60].map((end) => `:bench_place_3 < ${end}`),
    );
    for (const { text } of statements) {
      const number = text.split(' ')[1];
      expect(script).toContain(` :bench_place_3 = ${number}\n${text};\n`);
    }
  });

  it('should refuse ids that would be one when their last digits are replaced', () => {
    const freshIds = new Set([FIRST, FIRST.replace('249967', '249968')]);
    expect(() => toScript([], { ...options(new Prepared(), 1), freshIds })).toThrow('last digits only');
  });
});

describe(wholeTransactions, () => {
  it('should put the statements of a transaction together, where it ended', () => {
    const mixed = [sent('BEGIN'), sent('SELECT 2', '2'), sent('SELECT 1'), sent('COMMIT')];
    expect(wholeTransactions(mixed).map((one) => one.map(({ text }) => text))).toEqual([
      ['SELECT 2'],
      ['BEGIN', 'SELECT 1', 'COMMIT'],
    ]);
  });
});
