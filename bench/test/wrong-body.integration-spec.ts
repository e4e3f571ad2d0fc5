import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { route } from '../src/sections/questions.js';
import type { Setting } from '../src/sections/section.js';
import { Random } from '../src/statistics/random.js';

// Real: HTTP. Ours and the peers are servers of this test; one of them adds a blank.
const QUESTION = '{"position":1,"question":{"id":"a"}}';

describe('a section', () => {
  const servers: Server[] = [];
  const serving = async (body: string, port = 0): Promise<number> => {
    const server = createServer((_request, response) => response.end(body));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  async function prepare(bodies: Readonly<Record<string, string>>): Promise<unknown> {
    const ours = await serving(QUESTION);
    const health = await serving('tenfold_lane_answers_total 0\n');
    const ports: number[] = [];
    for (const body of Object.values(bodies)) ports.push(await serving(body));
    const stack = {
      directory: mkdtempSync(join(tmpdir(), 'bench-')),
      url: () => `http://127.0.0.1:${ours}`,
      healthUrl: () => `http://127.0.0.1:${health}`,
      peerPort: (index: number) => ports[index],
      login: () => ({}),
      startPeer: () => Promise.resolve(),
    };
    const quizzes = [{ id: '01a22c4c-7f29-71c9-bcc1-3de6cf249967', questions: 3 }];
    return route.prepare({ stack, quizzes, random: new Random(1), quick: true } as unknown as Setting);
  }

  it('should measure peers that answer the same bytes', async () => {
    await expect(prepare({ fastify: QUESTION, 'nest-fastify': QUESTION })).resolves.toMatchObject({
      peers: ['fastify', 'nest-fastify'],
    });
  });

  it('should end the run when a peer answers other bytes', async () => {
    const other = QUESTION.replace(':1,', ': 1,');
    await expect(prepare({ fastify: QUESTION, 'nest-fastify': other })).rejects.toThrow(
      'nest-fastify gives another answer to /v1/quizzes/',
    );
  });
});
