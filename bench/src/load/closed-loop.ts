import { ConnectionPool, type Load, type LoadResult } from './pool.js';

/** A server that has not answered a counted load by then never will. */
const PATIENCE_MS = 60_000;

/**
 * As fast as the server answers: each connection sends its next request as soon as it has an answer. For rates, not for latencies: a
 * server that stands still is asked nothing meanwhile.
 * @param stop after so many milliseconds, or when so many requests have been answered
 */
export async function closedLoop(
  load: Load,
  stop: { readonly after: number } | { readonly count: number },
): Promise<LoadResult> {
  const most = 'count' in stop ? stop.count : Infinity;
  let [answered, over] = [0, false];
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const pool = await ConnectionPool.open(load, (connection, ok) => {
    if (over) return;
    answered += ok ? 1 : 0;
    if (!ok || answered >= most) finish();
    else if (pool.count < most) pool.send(connection);
  });
  const begun = performance.now();
  for (const connection of pool.connections) {
    if (pool.count < most) pool.send(connection);
  }
  const timer = setTimeout(finish, 'after' in stop ? stop.after : PATIENCE_MS);
  await finished;
  clearTimeout(timer);
  over = true;
  const seconds = (performance.now() - begun) / 1_000;
  pool.close();
  const late = 'count' in stop && answered < most ? 'the server did not answer in time' : undefined;
  return { answered, seconds, wrong: pool.wrong ?? late };
}
