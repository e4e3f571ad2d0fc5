import { setTimeout as delay } from 'node:timers/promises';
import { announcedForMs, announceMove, LONG_LEASE_MS, withdrawAnnouncement } from '@tenfold/database';
import type { Session } from './session.js';

/** Clocks of two machines do not run alike, and a timer may end early. */
const MARGIN_MS = 50;

type Sessions = ReadonlyMap<string, Session>;

/** Tells every shard that buckets are about to move: from now on it gives short leases only. */
export async function announce(sessions: Sessions): Promise<void> {
  for (const { client } of sessions.values()) await announceMove(client);
}

export async function withdraw(sessions: Sessions): Promise<void> {
  for (const { client } of sessions.values()) await withdrawAnnouncement(client);
}

/** @returns the shards on which a move is announced, whether or not somebody is at it */
export async function announcedOn(sessions: Sessions): Promise<string[]> {
  const asked = [...sessions.values()].map(async ({ name, client }) =>
    (await announcedForMs(client)) === undefined ? [] : [name],
  );
  return (await Promise.all(asked)).flat();
}

/**
 * Waits until the last lease has run out that was given before the announcement: nobody has to be asked for that, and a process that
 * hangs keeps nobody waiting. A mover that goes on with what another has announced finds most of it over.
 */
export async function outlastLeases(sessions: Sessions): Promise<void> {
  for (const { client } of sessions.values()) {
    for (;;) {
      const left = LONG_LEASE_MS + MARGIN_MS - ((await announcedForMs(client)) ?? 0);
      if (left <= 0) break;
      await delay(left);
    }
  }
}
