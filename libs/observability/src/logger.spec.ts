import { createLogger } from './logger.js';
import { requestContext } from './request-context.js';

function capture(): { lines: Record<string, unknown>[]; write: (line: string) => void } {
  const lines: Record<string, unknown>[] = [];
  return { lines, write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
}

describe(createLogger.name, () => {
  it('should put the id and the subject of the request on every line inside it, and on none outside', () => {
    const sink = capture();
    const logger = createLogger({ service: 'orders', level: 'info' }, sink);
    requestContext.run({ requestId: 'r-1', subject: 'alice' }, () => {
      logger.info('inside');
      requestContext.clean(() => logger.info('background'));
    });
    logger.info('outside');
    expect(sink.lines).toMatchObject([
      { msg: 'inside', service: 'orders', level: 'info', requestId: 'r-1', subject: 'alice' },
      { msg: 'background' },
      { msg: 'outside' },
    ]);
    expect(sink.lines[1]).not.toHaveProperty('requestId');
    expect(sink.lines[2]).not.toHaveProperty('requestId');
  });

  it('should keep secrets out of the log, two objects deep', () => {
    const sink = capture();
    const logger = createLogger({ service: 'orders', level: 'info' }, sink);
    logger.info({ token: 'hush', user: { password: 'hush' }, a: { b: { answerKey: 'hush' } } }, 'login');
    expect(JSON.stringify(sink.lines)).not.toContain('hush');
  });

  it('should say of an error where it comes from, and nothing that hangs on it', () => {
    const sink = capture();
    const logger = createLogger({ service: 'orders', level: 'info' }, sink);
    const broken = Object.assign(new Error('breaks a check'), {
      code: '23514',
      detail: 'Failing row: (hush)',
    });
    logger.error({ err: new Error('not stored', { cause: broken }) }, 'failed');
    logger.error({ err: broken }, 'failed');
    expect(sink.lines).toMatchObject([
      { err: { message: 'not stored', causes: ['Error 23514: breaks a check'] } },
      { err: { message: 'breaks a check', code: '23514', stack: expect.stringContaining('logger.spec') } },
    ]);
    expect(JSON.stringify(sink.lines)).not.toContain('hush');
  });

  it('should write nothing below its level', () => {
    const sink = capture();
    createLogger({ service: 'orders', level: 'warn' }, sink).info('quiet');
    expect(sink.lines).toEqual([]);
  });
});
