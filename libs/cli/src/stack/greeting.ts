import { connect } from 'node:net';

const PATIENCE_MS = 1_000;

/** Connects, says something, and tells whether the first answer matches. It needs no client library. */
export function answers(port: number, expected: RegExp, say?: string | Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const finish = (outcome: boolean): void => {
      socket.destroy();
      resolve(outcome);
    };
    socket.setTimeout(PATIENCE_MS, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('end', () => finish(false));
    socket.once('data', (data) => finish(expected.test(data.toString())));
    if (say !== undefined) socket.once('connect', () => socket.write(say));
  });
}

/** A client's first message, "do you speak TLS?": a Postgres or PgBouncer that serves answers it with one letter. */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');

export function servesPostgres(port: number): Promise<boolean> {
  return answers(port, /^[SN]$/, SSL_REQUEST);
}

/** True when this URL answers with a 2xx. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })).ok;
  } catch {
    return false;
  }
}
