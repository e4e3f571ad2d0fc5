import { createLogger, RequestEvent } from '@tenfold/observability';
import { RequestLog } from './request-log.js';

type Line = Readonly<Record<string, unknown>>;

function logOf(level: 'info' | 'warn' = 'info', perSecond = 10) {
  const lines: Line[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Line);
  const log = new RequestLog(createLogger({ service: 'books', level }, { write }), {
    perSecond,
    slowMs: 500,
  });
  return { log, lines };
}

const broken = Object.assign(new RequestEvent(), {
  error: Object.assign(new Error('broken'), { code: 'internal', logLevel: 'error' as const }),
});

describe(RequestLog, () => {
  it('should choose a few of many good requests, of each route and status by itself', () => {
    const { log } = logOf();
    const lines = (route: string, status: number, requests: number): number => {
      const weights = Array.from({ length: requests }, (_, n) => log.weigh(route, status, 1, n / 10));
      return weights.filter((weight) => weight > 0).length;
    };
    const many = lines('/v1/books', 200, 10_000);
    expect(many).toBeGreaterThanOrEqual(10);
    expect(many).toBeLessThan(120);
    expect(lines('/v1/books', 404, 5)).toBe(5);
    expect(lines('/v1/authors', 200, 5)).toBe(5);
  });

  it('should leave out none that is slow or that the server has failed, however many there are', () => {
    const { log } = logOf('info', 1);
    for (let n = 0; n < 1_000; n += 1) {
      log.weigh('/v1/books', 200, 1, n);
      expect(log.weigh('/v1/books', 200, 500, n)).toBe(1);
      expect(log.weigh('/v1/books', 503, 1, n)).toBe(1);
      expect(log.weigh('/v1/books', 200, 1, n, broken)).toBe(1);
    }
  });

  it('should say for how many requests a line stands, and nothing where it is its own', () => {
    const { log, lines } = logOf();
    const answered = { requestId: 'r-1', method: 'GET', route: '/v1/books', status: 200, elapsedMs: 1.234 };
    log.write(answered, 1);
    log.write({ ...answered, event: broken, status: 500 }, 1);
    log.write(answered, 17);
    expect(lines).toMatchObject([
      { level: 'info', requestId: 'r-1', durationMs: 1.23, msg: 'request' },
      { level: 'error', status: 500, errorCode: 'internal', err: { message: 'broken' } },
      { requests: 17 },
    ]);
    expect(lines[0]).not.toHaveProperty('requests');
  });

  it('should choose none where lines are off, but for what is wrong', () => {
    for (const { log } of [logOf('warn'), logOf('info', 0)]) {
      expect(log.weigh('/v1/books', 200, 1, 0)).toBe(0);
      expect(log.weigh('/v1/books', 500, 1, 0)).toBe(1);
    }
  });
});
