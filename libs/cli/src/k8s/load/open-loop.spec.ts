import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openLoop, type Sample } from './open-loop.js';

describe(openLoop, () => {
  let server: Server;
  let url: string;
  const paths: string[] = [];

  beforeAll(async () => {
    server = createServer(({ url: path = '' }, response) => {
      paths.push(path);
      if (path === '/cut') response.destroy();
      else response.writeHead(path === '/bad' ? 503 : 200).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => paths.splice(0));

  afterAll(() => server.close());

  async function run(path: (index: number) => string): Promise<Sample[]> {
    const samples: Sample[] = [];
    await openLoop({
      url,
      rate: 200,
      seconds: 0.1,
      request: (index) => ({ method: 'GET', path: path(index), headers: {} }),
      onSample: (sample) => samples.push(sample),
      onSkip: () => undefined,
    });
    return samples;
  }

  it('should send as many requests as rate and time make, each once', async () => {
    const samples = await run((index) => `/${index}`);
    expect(samples).toHaveLength(20);
    expect(new Set(paths).size).toBe(20);
    expect(samples.every(({ status, latencyMs }) => status === 200 && latencyMs >= 0)).toBe(true);
  });

  it('should tell a bad answer from none', async () => {
    const samples = await run((index) => (index % 2 === 0 ? '/bad' : '/cut'));
    expect(samples.filter(({ status }) => status === 503)).toHaveLength(10);
    expect(samples.filter(({ status }) => status === 0)).toHaveLength(10);
  });
});
