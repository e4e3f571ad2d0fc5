import { Controller, Get, Module } from '@nestjs/common';
import { Admission, createApp, serviceEnv } from '@tenfold/bootstrap';
import { parseEnv } from '@tenfold/config';
import { Allow, Public } from '@tenfold/identity';
import { mintToken, testEnvironment, unique, waitFor } from '@tenfold/testing';
import { buildGateway } from '../src/build-gateway.js';

@Controller(['v1/quizzes', 'v1/orders'])
class ThingsController {
  @Get()
  @Public()
  list(): unknown {
    return { items: [] };
  }

  @Get('mine')
  @Allow('learner')
  mine(): unknown {
    return { items: [] };
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

type App = Awaited<ReturnType<typeof createApp>>;

// Real: the gateway, two processes' worth of one service behind it, Redis. The time too, so nothing comes back meanwhile.
describe('limits behind the gateway', () => {
  const name = unique('things');
  const apps: App[] = [];
  let gateway: Awaited<ReturnType<typeof buildGateway>>;
  let origin: string;

  beforeAll(async () => {
    const limits = { RATE_LIMIT_ANONYMOUS: '4/1h', RATE_LIMIT_PRINCIPAL: '4/1h', TRUSTED_PROXY_HOPS: '1' };
    const env = parseEnv(serviceEnv, testEnvironment('quiz', limits));
    for (let n = 0; n < 2; n += 1) {
      const app = await createApp({ name, module: ThingsModule, env });
      await app.listen({ port: 0, host: '127.0.0.1' });
      const { limits: counting } = app.get(Admission);
      counting!.connect();
      await waitFor(() => counting!.shared);
      apps.push(app);
    }
    const [quiz, orders] = await Promise.all(apps.map((app) => app.getUrl()));
    gateway = await buildGateway({
      urls: { quiz: quiz!, orders: orders!, orderItems: quiz! },
      timeoutMs: 5_000,
      servicesDir: '.',
      jwksFile: '.',
    });
    origin = await gateway.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await gateway.close();
    await Promise.all(apps.map((app) => app.close()));
  });

  it('should refuse an address, whatever it claims to be', async () => {
    const answers: Response[] = [];
    for (let n = 0; n < 5; n += 1) {
      const headers = { 'X-Forwarded-For': `192.0.2.${n}`, Forwarded: `for=192.0.2.${n}` };
      answers.push(await fetch(`${origin}/v1/quizzes`, { headers }));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    const refusal = answers[4]!;
    expect(await refusal.json()).toMatchObject({ code: 'rate_limited', instance: '/v1/quizzes' });
    // Of a quarter of an hour, which this test has begun to use up.
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refusal.headers.get('ratelimit')).toMatch(/^"anonymous";r=0;t=\d+$/);
    expect(refusal.headers.get('ratelimit-policy')).toBe('"anonymous";q=4;w=3600, "principal";q=4;w=3600');
    // The other process counts for itself.
    expect((await fetch(`${origin}/v1/orders`)).status).toBe(200);
  });

  it('should count a principal for both processes', async () => {
    const authorization = `Bearer ${await mintToken(unique('learner'), 'learner')}`;
    const answers: string[] = [];
    for (const path of ['quizzes', 'orders', 'orders', 'quizzes', 'orders', 'quizzes']) {
      const { status, headers } = await fetch(`${origin}/v1/${path}/mine`, { headers: { authorization } });
      answers.push(`${status} ${headers.get('ratelimit')?.split(';')[1]}`);
    }
    expect(answers).toEqual(['200 r=3', '200 r=2', '200 r=1', '200 r=0', '429 r=0', '429 r=0']);
    expect(apps.map((app) => app.get(Admission).counters.insured)).toEqual([0, 0]);
  });
});
