import type { BucketRange, ShardEndpoint } from '@tenfold/database';
import { BUCKETS } from '@tenfold/ids';
import { Failure } from '../output/failure.js';

/** `0-1023`, or one bucket. */
export function parseBuckets(text: string): BucketRange {
  const found = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(text);
  const [from, to] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])];
  if (found !== null && from <= to && to < BUCKETS) return { from, to };
  throw new Failure(`Buckets are FROM-TO, from 0 to ${BUCKETS - 1}, not "${text}".`, 2);
}

/** `host:port/database`. */
export function parseEndpoint(text: string): ShardEndpoint {
  const found = /^([A-Za-z0-9.-]+|\[[0-9a-f:]+\]):(\d{1,5})\/([A-Za-z0-9_-]+)$/.exec(text);
  const [, host, port, database] = found ?? [];
  if (host === undefined || database === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw new Failure(`A server is HOST:PORT/DATABASE, not "${text}".`, 2);
  return { host: host.replaceAll(/[[\]]/g, ''), port: Number(port), database };
}
