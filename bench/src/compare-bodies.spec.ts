import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compareBodies, requireSame } from './compare-bodies.js';

describe(compareBodies, () => {
  const servers: Server[] = [];
  const serving = async (body: string, status = 200): Promise<string> => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  it('should be content with the same bytes', async () => {
    const [ours, peer] = [await serving('{"a":1}'), await serving('{"a":1}')];
    await expect(
      compareBodies({ name: 'tenfold', url: ours }, { name: 'fastify', url: peer }, [{ path: '/x' }]),
    ).resolves.toBeUndefined();
  });

  it('should name the peer, the path and the place of the first other byte', async () => {
    const [ours, peer] = [await serving('{"a":1,"b":2}'), await serving('{"a":1, "b":2}')];
    await expect(
      compareBodies({ name: 'tenfold', url: ours }, { name: 'fastify', url: peer }, [{ path: '/x' }]),
    ).rejects.toThrow(/fastify gives another answer to \/x than tenfold[\s\S]*\{"a":1, "b":2\}/);
  });

  it('should refuse a peer that answers with another status', async () => {
    const [ours, peer] = [await serving('{}'), await serving('{}', 404)];
    await expect(
      compareBodies({ name: 'tenfold', url: ours }, { name: 'fastify', url: peer }, [{ path: '/x' }]),
    ).rejects.toThrow('fastify answers GET /x with 404 instead of 200');
  });

  it('should see that an answer goes on where the other ends', () => {
    expect(() => requireSame('fastify', '/x', 'abc', 'abcd')).toThrow('another answer');
  });
});
