import { Controller, Get, Module, Post } from '@nestjs/common';
import { parseEnv } from '@tenfold/config';
import { Allow, Public } from '@tenfold/identity';
import { createLogger } from '@tenfold/observability';
import fc from 'fast-check';
import { createApp } from '../src/create-app.js';
import { Lane } from '../src/lane.decorator.js';
import { placeholderEnv } from '../src/placeholder-env.js';
import { serviceEnv } from '../src/service-env.js';
import { startLaneApp, type LaneApp } from './lane-app.js';
import { exchange } from './raw-http.js';

@Controller('v1/wrong')
class WrongController {
  @Get()
  @Allow('learner')
  @Lane()
  mine(): unknown {
    return {};
  }

  @Post()
  @Public()
  @Lane()
  write(): unknown {
    return {};
  }
}

@Module({ controllers: [WrongController] })
class WrongModule {}

describe('what the lane keeps for everybody', () => {
  let server: LaneApp;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    server = await startLaneApp();
    for (const subject of ['alice', 'bob']) tokens.set(subject, await server.token(subject));
  });

  afterAll(() => server.close());

  async function ask(path: string, subject: string | undefined, coding: string): Promise<string> {
    const headers: [string, string][] = [['Accept-Encoding', coding]];
    if (subject !== undefined) headers.push(['Authorization', `Bearer ${tokens.get(subject)}`]);
    const [answer] = await exchange(server.port, [{ path: `/v1/shelf/${path}`, headers }]);
    return answer!.body;
  }

  const request = fc.record({
    subject: fc.constantFrom(undefined, 'alice', 'bob'),
    path: fc.constantFrom('greeting', 'mine', 'private'),
    coding: fc.constantFrom('identity', 'identity;q=0.5'),
    /** Whether the next one waits for this one. */
    awaited: fc.boolean(),
  });

  it('should be no answer for one of them, in whatever order and company they ask', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 12 }), async (requests) => {
        const answers: Promise<void>[] = [];
        for (const { subject, path, coding, awaited } of requests) {
          const other = subject === 'alice' ? 'bob' : 'alice';
          const asked = ask(path, subject, coding).then((body) => {
            if (subject !== undefined && path !== 'private') expect(body).toContain(subject);
            if (subject === undefined) expect(body).not.toMatch(/alice|bob/);
            expect(body).not.toContain(other);
          });
          answers.push(asked);
          if (awaited) await asked;
        }
        await Promise.all(answers);
      }),
      { numRuns: 60 },
    );
    expect(server.lane.counters.hits).toBeGreaterThan(0);
  });

  it('should be refused at start where a route is not for everybody or changes something', async () => {
    const env = parseEnv(serviceEnv, placeholderEnv);
    const logger = createLogger({ service: 'wrong', level: 'silent' });
    const start = createApp({ name: 'wrong', module: WrongModule, env }, logger);
    await expect(start).rejects.toThrow(/@Lane.*WrongController\.mine, WrongController\.write/);
  });
});
