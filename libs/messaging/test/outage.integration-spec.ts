import { defineRequest } from '@tenfold/contracts';
import { createLogger } from '@tenfold/observability';
import { testStores, waitFor } from '@tenfold/testing';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { z } from 'zod';
import { Messaging } from '../src/index.js';

// Real: the NATS server of the test run, behind a proxy of this file that can be cut.
const nobody = defineRequest({
  subject: 'test-outage.nobody.get.v1',
  request: z.object({}),
  reply: z.object({}),
});

class CuttableProxy {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  port = 0;

  constructor(private readonly target: URL) {}

  async open(): Promise<void> {
    this.server = createServer((inner) => {
      const outer = connect(Number(this.target.port), this.target.hostname);
      inner.pipe(outer).pipe(inner);
      for (const socket of [inner, outer]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy()).on('close', () => this.sockets.delete(socket));
      }
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    if (this.server !== undefined) await once(this.server, 'close');
  }
}

describe(Messaging.name, () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const proxy = new CuttableProxy(new URL(testStores().natsUrl));
  const messagingAt = (port: number) =>
    new Messaging({ url: `nats://127.0.0.1:${port}`, name: 'outage', logger });

  it('should close although it has never reached its server', async () => {
    const messaging = messagingAt(1);
    const connecting = messaging.connect();
    const given = expect(connecting).rejects.toThrow();
    await messaging.close();
    await given;
  });

  it('should refuse at once while the server is away, and go on when it is back', async () => {
    await proxy.open();
    const messaging = messagingAt(proxy.port);
    await messaging.connect();
    await proxy.cut();
    await waitFor(() => !messaging.connected);
    // The timeout of the request is longer than this test may take: only an immediate refusal passes.
    const refused = messaging.request(nobody, {}, { timeoutMs: 600_000 });
    await expect(refused).rejects.toMatchObject({ code: 'dependency_unavailable' });
    await proxy.open();
    await waitFor(() => messaging.connected);
    await messaging.close();
    await proxy.cut();
  });
});
