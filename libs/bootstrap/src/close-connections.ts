import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';

const EVERY_MS = 50;
/** A connection that is younger may have a request on its way. */
const SILENT_MS = 1_000;

/**
 * Ends what Node leaves open when a server closes, until its clients let go or `keepAliveTimeout` does: connections on which nothing was
 * ever asked, as balancers open ahead of requests, and those whose answer was still on its way when closing began. To be added
 * before the server listens.
 */
export function addConnectionCloser(instance: FastifyInstance): void {
  const { server } = instance;
  const openedAt = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    openedAt.set(socket, performance.now());
    socket.once('close', () => openedAt.delete(socket));
  });
  instance.addHook('preClose', (done) => {
    // One that never listened never says that it has closed.
    if (!server.listening) return done();
    const closer = setInterval(() => {
      server.closeIdleConnections();
      const silentSince = performance.now() - SILENT_MS;
      for (const [socket, at] of openedAt) if (socket.bytesRead === 0 && at < silentSince) socket.destroy();
    }, EVERY_MS);
    server.once('close', () => clearInterval(closer));
    done();
  });
}
