import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statementLog } from './statement-log.js';

describe(statementLog, () => {
  const directory = mkdtempSync(join(tmpdir(), 'statement-log-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('should write each distinct statement once', () => {
    const log = statementLog(join(directory, 'new'), 'orders');
    const [get, other] = [
      { name: 'get', text: 'SELECT 1' },
      { name: 'get', text: 'SELECT\n2' },
    ];
    for (const statement of [get, other, get, other, get]) log(statement, 'primary', []);
    const [file, ...more] = readdirSync(join(directory, 'new'));
    expect(more).toEqual([]);
    const lines = readFileSync(join(directory, 'new', file!), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { service: 'orders', ...get },
      { service: 'orders', ...other },
    ]);
  });
});
