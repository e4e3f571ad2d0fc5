import { setTimeout as delay } from 'node:timers/promises';

/**
 * How long DDL waits for its lock. Whoever comes after it waits behind it, so this is what a migration may cost everybody, again and
 * again, while somebody reads for long.
 */
export const LOCK_TIMEOUT = '500ms';
const PAUSE_MS = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';

export interface Patience {
  /** How long to go on trying. */
  readonly patienceMs: number;
  /** Called each time that the work gives way. */
  readonly onWait: () => void;
}

/**
 * Does work that changes tables, and again after a pause when it could not have its lock: those who waited behind it have gone by
 * then. The work must bear to be done twice.
 */
export async function politely<T>(work: () => Promise<T>, { patienceMs, onWait }: Patience): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!gaveWay(error) || performance.now() >= end) throw error;
    }
    onWait();
    // Two of them must not go on meeting each other.
    await delay(PAUSE_MS * (0.5 + Math.random()));
  }
}

/** Somebody has used the table for longer than we wait. */
export function gaveWay(error: unknown): boolean {
  return (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE;
}
