import { createServer } from 'node:http';
import { config, HOST } from './config.js';

/** Keeps so many under way for so long, and says how many there were. */
export async function keepBusy(
  milliseconds: number,
  inFlight: number,
  one: () => Promise<unknown>,
): Promise<{ done: number; seconds: number }> {
  const begun = performance.now();
  const end = begun + milliseconds;
  let done = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      await one();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { done, seconds: (performance.now() - begun) / 1_000 };
}

/** For peers that are not asked over HTTP: `/run?ms=…&inFlight=…` has them work, `/one` shows one answer. */
export function listenForControl(one: () => Promise<unknown>): void {
  createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://bench');
    const read = (name: string): number => Number(url.searchParams.get(name) ?? 1);
    const answer = url.pathname === '/run' ? keepBusy(read('ms'), read('inFlight'), one) : one();
    answer.then(
      (result) => response.end(JSON.stringify(result)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(config.port, HOST);
}
