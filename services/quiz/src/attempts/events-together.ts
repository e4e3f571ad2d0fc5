import { attemptsStarted, attemptStarted } from '@tenfold/contracts';
import type { EventsTogether } from '@tenfold/delivery';

/** Attempts that have begun within one round of the relay are one event: each message waits for a disk, and costs its consumer a call. */
export const EVENTS_TOGETHER: ReadonlyMap<string, EventsTogether> = new Map([
  [
    attemptStarted.subject,
    { subject: attemptsStarted.subject, payloadOf: (payloads) => `{"attempts":[${payloads.join(',')}]}` },
  ],
]);
