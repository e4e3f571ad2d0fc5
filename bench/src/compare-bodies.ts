import { BenchFailure } from './failure.js';
import type { RequestParts } from './load/request.js';

export interface Answerer {
  readonly name: string;
  readonly url: string;
}

/** A server that says nothing for so long is broken, and the run must end. */
const PATIENCE_MS = 15_000;
/** Characters shown around the first difference. */
const AROUND = 40;

/** The body of an answer, which must have the status that was asked for. */
export async function bodyOf({ name, url }: Answerer, request: RequestParts): Promise<string> {
  const { method = 'GET', path, headers = {}, body, status = 200 } = request;
  const content: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...headers, ...content },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch((error: unknown) => {
    throw new BenchFailure(`${name} does not answer ${method} ${path}: ${String(error)}`);
  });
  const text = await response.text();
  if (response.status !== status) {
    throw new BenchFailure(
      `${name} answers ${method} ${path} with ${response.status} instead of ${status}: ${text.slice(0, 200)}`,
    );
  }
  return text;
}

/** Nobody is measured whose answers differ from ours by a byte. */
export async function compareBodies(
  ours: Answerer,
  peer: Answerer,
  requests: readonly RequestParts[],
  shape: (body: string) => string = (body) => body,
): Promise<void> {
  for (const request of requests) {
    const [expected, actual] = await Promise.all([bodyOf(ours, request), bodyOf(peer, request)]);
    requireSame(peer.name, request.path, shape(expected), shape(actual));
  }
}

export function requireSame(peer: string, path: string, expected: string, actual: string): void {
  if (expected === actual) return;
  const at = [...expected].findIndex((character, index) => character !== actual[index]);
  const from = Math.max(0, (at < 0 ? expected.length : at) - AROUND);
  throw new BenchFailure(
    `${peer} gives another answer to ${path} than tenfold, so there is nothing to compare:\n` +
      `  tenfold  …${expected.slice(from, from + 2 * AROUND)}…\n` +
      `  ${peer}  …${actual.slice(from, from + 2 * AROUND)}…`,
  );
}

export interface KnownBody {
  readonly request: RequestParts;
  readonly body: string;
}

/** Bodies compared before each block; lengths are compared all the time. */
const SAMPLE = 3;

/** Fetches a few bodies, others each time, and holds them against what they were when everybody was compared. */
export function sampledBodies(known: readonly KnownBody[], answerer: Answerer): () => Promise<void> {
  let next = 0;
  return async () => {
    for (let index = 0; index < Math.min(SAMPLE, known.length); index++) {
      const one = known[next++ % known.length];
      if (one === undefined) continue;
      requireSame(answerer.name, one.request.path, one.body, await bodyOf(answerer, one.request));
    }
  };
}
