import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type { RequestEvent } from './request-event.js';

/** What belongs to one request. Every log line and message carries the id and the subject; other libraries add what is theirs. */
export interface RequestContext {
  readonly requestId: string;
  /** Set once the token has been verified. */
  subject?: string;
  /** Of requests of clients: what their line will say. */
  event?: RequestEvent;
}

const storage = new AsyncLocalStorage<RequestContext>();

/**
 * Has the context of no request and of no trace. To go there copies nothing, where each `run` of a storage makes two maps (0.24 µs). Node 24 keeps
 * contexts beside resources; before, `enterWith` would have written into this one.
 */
const outside = new AsyncResource('OutsideOfRequests');

export const requestContext = {
  /** @param args handed to the work, which saves a function for each request */
  run: <T, Args extends unknown[]>(context: RequestContext, work: (...args: Args) => T, ...args: Args): T =>
    storage.run(context, work, ...args),
  /** The same in a fifth of the time, where there is nothing else to keep: the work is in no trace. */
  begin: <T, Args extends unknown[]>(context: RequestContext, work: (...args: Args) => T, ...args: Args): T =>
    outside.runInAsyncScope(entered<T, Args>, null, context, work, args),
  get: (): RequestContext | undefined => storage.getStore(),
  /** Background loops start from a clean context, or they would log under the id of the request that happened to start them, in its trace. */
  clean: <T>(work: () => T): T => outside.runInAsyncScope(work),
};

/** Whoever calls it restores the context. */
function entered<T, Args extends unknown[]>(
  context: RequestContext,
  work: (...args: Args) => T,
  args: Args,
): T {
  storage.enterWith(context);
  return work(...args);
}
