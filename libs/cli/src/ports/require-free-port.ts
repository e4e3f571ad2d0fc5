import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../output/failure.js';
import { describePortOwner, portOwner } from './port-owner.js';

/** Tells whether this port of 127.0.0.1 can be listened on, by doing it for a moment. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

export async function requireFreePort(name: string, port: number): Promise<void> {
  await requireFreePorts([{ name, port }]);
}

/** A process that was killed counts as gone when its first thread is, and its others may hold the port for a moment longer. */
const PATIENCE_MS = 1_000;
const POLL_MS = 20;

async function becomesFree(port: number): Promise<boolean> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await delay(POLL_MS)) {
    if (await isPortFree(port)) return true;
  }
  return false;
}

/**
 * Names every port that is taken, and by whom: one message instead of one per attempt.
 * @param isOurs tells of the process that holds a port whether it will make way
 */
export async function requireFreePorts(
  wanted: readonly { readonly name: string; readonly port: number }[],
  isOurs: (pid: number) => boolean = () => false,
): Promise<void> {
  const holders = await Promise.all(
    wanted.map(async ({ name, port }) => {
      if (await isPortFree(port)) return [];
      const pid = portOwner(port);
      if ((pid !== undefined && isOurs(pid)) || (await becomesFree(port))) return [];
      return [`port ${port} (for ${name}) is in use by ${describePortOwner(port)}`];
    }),
  );
  const taken = holders.flat();
  if (taken.length === 0) return;
  throw new Failure(
    `${taken.join('\n')}\n\nStop what uses ${taken.length === 1 ? 'it' : 'them'}, or move tenfold: ` +
      'TENFOLD_PORT_OFFSET=100 ./tenfold up adds 100 to every port.',
  );
}
