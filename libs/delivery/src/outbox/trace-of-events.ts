import { currentTrace } from '@tenfold/observability';
import { wakeRelays } from './waking.js';

/**
 * What `insertEvents` stores of the present request's trace, as JSON: with it the trace goes on where the event is published. Whoever
 * writes events calls it, just before; so it tells the relays of this process that there will be something to carry.
 */
export function traceOfEvents(): string | null {
  wakeRelays();
  return traceOfHeldEvents();
}

/**
 * The same for an event that no relay may have yet, and mostly none ever will: a relay that was woken would find nothing, and look
 * through the entries of those that are gone. Whoever leaves it to the relays after all calls `wakeRelays`.
 */
export function traceOfHeldEvents(): string | null {
  const trace = currentTrace();
  return trace === undefined ? null : JSON.stringify(trace);
}
