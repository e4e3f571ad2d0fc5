import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
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

export const requestContext = {
  /** @param args handed to the work, which saves a function for each request */
  run: <T, Args extends unknown[]>(context: RequestContext, work: (...args: Args) => T, ...args: Args): T =>
    storage.run(context, work, ...args),
  get: (): RequestContext | undefined => storage.getStore(),
  /** Background loops start from a clean context, or they would log under the id of the request that happened to start them, in its trace. */
  clean: <T>(work: () => T): T => storage.exit(() => context.with(ROOT_CONTEXT, work)),
};
