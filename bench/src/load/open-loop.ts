import type { Connection } from './connection.js';
import { Histogram } from '../statistics/histogram.js';
import { ConnectionPool, type Load, type LoadResult } from './pool.js';

export interface Latencies {
  /** In milliseconds. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface OpenLoopResult extends LoadResult {
  readonly latencies: Latencies;
}

/** How long answers are waited for at the end: what is still missing then counts with the time that it has waited. */
const DRAIN_MS = 2_000;

/**
 * So many requests a second, whatever the server does. The latency of a request begins when it was due, not when a connection was
 * free for it, so that a stall is felt by all who would have asked meanwhile (no coordinated omission).
 */
export async function openLoop(load: Load, rate: number, durationMs: number): Promise<OpenLoopResult> {
  const histogram = new Histogram();
  const due = new Map<Connection, number>();
  const free: Connection[] = [];
  const waiting: number[] = [];
  const pool = await ConnectionPool.open(load, (connection) => {
    const from = due.get(connection);
    if (from === undefined) return;
    due.delete(connection);
    histogram.add((performance.now() - from) * 1_000);
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else send(connection, next);
  });
  free.push(...pool.connections);

  function send(connection: Connection, from: number): void {
    due.set(connection, from);
    pool.send(connection);
  }

  const begun = performance.now();
  const total = Math.floor((rate * durationMs) / 1_000);
  for (let index = 0; index < total && pool.wrong === undefined;) {
    const now = performance.now();
    for (; index < total && dueAt(begun, rate, index) <= now; index++) {
      const connection = free.pop();
      if (connection === undefined) waiting.push(dueAt(begun, rate, index));
      else send(connection, dueAt(begun, rate, index));
    }
    // It turns without a pause: a timer is a millisecond late, which would be most of what is measured.
    await new Promise(setImmediate);
  }
  const seconds = (performance.now() - begun) / 1_000;
  for (const end = performance.now() + DRAIN_MS; due.size > 0 && performance.now() < end;) {
    await new Promise(setImmediate);
  }
  const answered = histogram.count;
  for (const from of [...due.values(), ...waiting]) histogram.add((performance.now() - from) * 1_000);
  pool.close();
  return { answered, seconds, wrong: pool.wrong, latencies: latenciesOf(histogram) };
}

/** The moment at which a request is due, in milliseconds. */
export function dueAt(begun: number, rate: number, index: number): number {
  return begun + (index * 1_000) / rate;
}

export function latenciesOf(histogram: Histogram): Latencies {
  const at = (share: number): number => histogram.percentile(share) / 1_000;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: histogram.max / 1_000 };
}
