import { waitFor } from '@tenfold/testing';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startLaneApp, type LaneApp } from './lane-app.js';
import { headerOf, RawConnection } from './raw-http.js';

describe('closing with a lane', () => {
  let server: LaneApp;

  beforeEach(async () => {
    server = await startLaneApp();
  });

  it('should end a connection with the first answer after closing has begun, as without a lane', async () => {
    const kept = { path: '/v1/shelf/book/a' };
    const connections = [new RawConnection(server.port), new RawConnection(server.port)];
    for (const connection of connections) {
      connection.send(kept);
      expect(headerOf(await connection.answerTo('GET'), 'Connection')).toBe('keep-alive');
    }
    expect(server.lane.counters.hits).toBe(1);

    let entered = 0;
    const leave = Promise.withResolvers<void>();
    server.shelf.pause = async () => {
      entered += 1;
      await leave.promise;
    };
    for (const connection of connections) connection.send({ path: '/v1/shelf/slow' });
    await waitFor(() => entered === connections.length);
    const closing = server.close();
    // The requests that are being worked on keep their connections from being ended as idle.
    await waitFor(() => server.lane.counters.bytes === 0);
    server.shelf.pause = async () => undefined;
    leave.resolve();
    // To all before anything is awaited: a connection that has nothing to do is ended.
    for (const connection of connections) connection.send(kept);
    for (const connection of connections) {
      await connection.answerTo('GET');
      const last = await connection.answerTo('GET');
      expect(last.line).toBe('HTTP/1.1 200 OK');
      expect(headerOf(last, 'Connection')).toBe('close');
    }
    expect(server.lane.counters.hits).toBe(1);
    await closing;
  });

  it('should end when idle connections are all there is', async () => {
    const connection = new RawConnection(server.port);
    connection.send({ path: '/v1/shelf/book/a' });
    await connection.answerTo('GET');
    await server.close();
    await expect(connection.answerTo('GET')).rejects.toThrow('has ended');
  });

  // Balancers open connections ahead of requests, and keep those that were not needed.
  it('should not wait for connections on which nothing was ever asked', async () => {
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    socket.resume();
    await server.close();
    await ended;
  });

  it('should end a connection whose answer was on its way when closing began', async () => {
    const connection = new RawConnection(server.port);
    const leave = Promise.withResolvers<void>();
    let entered = false;
    server.shelf.pause = async () => {
      entered = true;
      await leave.promise;
    };
    connection.send({ path: '/v1/shelf/slow' });
    await waitFor(() => entered);
    const closing = server.close();
    await waitFor(() => !server.app.getHttpServer().listening);
    leave.resolve();
    await connection.answerTo('GET');
    await closing;
    await expect(connection.answerTo('GET')).rejects.toThrow('has ended');
  });
});
