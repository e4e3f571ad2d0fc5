// The generator is a process of its own, so that it has a core for itself and its CPU time can be told from the rest.
import { closedLoop } from './closed-loop.js';
import { openLoop } from './open-loop.js';
import type { Load } from './pool.js';

export type Order =
  | { readonly kind: 'closed'; readonly load: Load; readonly stop: { after: number } | { count: number } }
  | { readonly kind: 'open'; readonly load: Load; readonly rate: number; readonly durationMs: number };

process.on('message', (order: Order) => {
  void carryOut(order).then((answer) => process.send?.(answer));
});
// The parent is gone: nobody waits for an answer any more.
process.on('disconnect', () => process.exit(0));

async function carryOut(order: Order): Promise<object> {
  // Structured cloning makes Uint8Arrays of Buffers.
  const requests = order.load.requests.map((request) => ({ ...request, bytes: Buffer.from(request.bytes) }));
  const load = { ...order.load, requests };
  const before = process.cpuUsage();
  try {
    const result =
      order.kind === 'closed'
        ? await closedLoop(load, order.stop)
        : await openLoop(load, order.rate, order.durationMs);
    const { user, system } = process.cpuUsage(before);
    return { ...result, cpuSeconds: (user + system) / 1_000_000 };
  } catch (error) {
    return {
      answered: 0,
      seconds: 1,
      cpuSeconds: 0,
      wrong: error instanceof Error ? error.message : String(error),
    };
  }
}
