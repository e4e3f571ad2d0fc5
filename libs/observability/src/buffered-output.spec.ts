import { spawnSync } from 'node:child_process';
import { BufferedOutput } from './buffered-output.js';
import { createLogger } from './logger.js';

describe(BufferedOutput, () => {
  const written: string[] = [];
  let pending = '';
  const flush = (): void => {
    if (pending !== '') written.push(pending);
    pending = '';
  };
  const out = { write: (line: string) => void (pending += line), flush, flushSync: flush };
  const logger = createLogger({ service: 'orders', level: 'info' }, new BufferedOutput(out));

  beforeEach(() => (written.length = 0));

  it('should write lines together, a moment after the first of them', async () => {
    logger.info('one');
    logger.info('two');
    expect(written).toEqual([]);
    while (written.length === 0) await new Promise(setImmediate);
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/"one".*\n.*"two"/);
  });

  it.each(['warn', 'error', 'fatal'] as const)('should write what is %s at once, in its order', (level) => {
    logger.info('before');
    logger[level]('now');
    expect(written.join('')).toMatch(/"before".*\n.*"now"/);
  });

  it('should lose nothing when the process ends', () => {
    const program = `
      const { BufferedOutput, createLogger } = await import('@tenfold/observability');
      const logger = createLogger({ service: 'orders', level: 'info' }, new BufferedOutput());
      for (let n = 0; n < 1000; n += 1) logger.info({ n }, 'line');
      process.exit(0);`;
    const flags = [
      ...process.execArgv.filter((flag) => flag.startsWith('--conditions')),
      '--input-type=module',
    ];
    const { stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', program], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toHaveLength(1_000);
  });
});
