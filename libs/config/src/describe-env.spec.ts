import { format } from 'prettier';
import { z } from 'zod';
import { choice, flag, list, port, secret } from './builders.js';
import { describeEnv, renderEnvTable } from './describe-env.js';

const shape = {
  PORT: port('HTTP port', { default: 8080 }),
  ENGINE: choice('Auto-scaler', ['hpa', 'keda'], { default: 'hpa' }),
  PASSWORD: secret('Database password | never printed'),
  ORIGINS: list('Allowed origins').optional(),
  CACHE: flag('Whether to cache', { default: false }).refine(() => true),
};

describe('describeEnv', () => {
  it('should give a row for each variable, in order', () => {
    expect(describeEnv(shape)).toEqual([
      {
        name: 'PORT',
        type: 'port',
        default: '8080',
        required: false,
        description: 'HTTP port',
        secret: false,
      },
      {
        name: 'ENGINE',
        type: 'hpa | keda',
        default: 'hpa',
        required: false,
        description: 'Auto-scaler',
        secret: false,
      },
      {
        name: 'PASSWORD',
        type: 'secret',
        default: null,
        required: true,
        description: 'Database password | never printed',
        secret: true,
      },
      {
        name: 'ORIGINS',
        type: 'list',
        default: null,
        required: false,
        description: 'Allowed origins',
        secret: false,
      },
      {
        name: 'CACHE',
        type: 'flag',
        default: 'false',
        required: false,
        description: 'Whether to cache',
        secret: false,
      },
    ]);
  });

  it('should refuse a variable that nobody described', () => {
    expect(() => describeEnv({ BARE: z.string() })).toThrow('BARE');
  });
});

describe('renderEnvTable', () => {
  const table = renderEnvTable(describeEnv(shape));

  it('should be a table with escaped pipes', () => {
    expect(table.split('\n')).toEqual([
      '| Variable   | Type        | Default      | Description                        |',
      '| ---------- | ----------- | ------------ | ---------------------------------- |',
      '| `PORT`     | port        | `8080`       | HTTP port                          |',
      '| `ENGINE`   | hpa \\| keda | `hpa`        | Auto-scaler                        |',
      '| `PASSWORD` | secret      | **required** | Database password \\| never printed |',
      '| `ORIGINS`  | list        |              | Allowed origins                    |',
      '| `CACHE`    | flag        | `false`      | Whether to cache                   |',
      '',
    ]);
  });

  it('should be what Prettier would make of it', async () => {
    expect(await format(table, { parser: 'markdown' })).toBe(table);
  });
});
