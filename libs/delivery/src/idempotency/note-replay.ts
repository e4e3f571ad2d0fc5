import { requestContext } from '@tenfold/observability';

/** Lets the line of the present request say that its key was used before. */
export function noteReplay(): void {
  const event = requestContext.get()?.event;
  if (event !== undefined) event.replayed = true;
}
