import { parseEnv } from '@tenfold/config';
import { testEnvironment } from '@tenfold/testing';
import { requireConnectionBudget } from '../src/require-budget.js';
import { serviceEnv } from '../src/service-env.js';

// Real: the Postgres servers of the run and the limits that its migrations have set.
describe(requireConnectionBudget, () => {
  const start = async (overrides: Record<string, string>): Promise<{ text: string; codes: number[] }> => {
    const env = parseEnv(serviceEnv, testEnvironment('orders', overrides));
    const codes: number[] = [];
    let text = '';
    await requireConnectionBudget(
      env,
      (line) => (text += line),
      (code) => codes.push(code),
    );
    return { text, codes };
  };

  it('should let a process start that fits', async () => {
    expect(await start({ DATABASE_PROCESSES: '1' })).toEqual({ text: '', codes: [] });
  });

  it('should end a process that does not, with the sum and the variables of it', async () => {
    const { text, codes } = await start({ DATABASE_PROCESSES: '9999', DATABASE_POOL_SIZE: '7' });
    expect(codes).toEqual([1]);
    expect(text).toMatch(/^Too many database connections:\nshard-1 at /);
    expect(text).toContain('DATABASE_PROCESSES 9999 x (DATABASE_POOL_SIZE 7 + 1 to watch) = 79992');
  });
});
