import { requestContext, type CacheLevel } from '@tenfold/observability';

/** A read through the cache that the answer is made of. */
export interface ContextRead {
  readonly key: string;
  /** Of what was read; what is told without one holds until its time, and no longer. */
  readonly version?: number;
  /** Until when this process may repeat it, by `performance.now()`; Infinity for what never changes. */
  readonly until: number;
  /** From when on, by the same clock, a read that comes by has it asked for anew. */
  readonly renewAt: number;
  /** Only its time ends it, and its key may be one of very many. */
  readonly brief: boolean;
  readonly level?: CacheLevel;
}

declare module '@tenfold/observability' {
  interface RequestContext {
    reads?: ContextRead[];
    /** Where the lane stood when the request began: what has changed since then may not be in its answer. */
    begun?: number;
  }
}

/** Tells the request that is being worked on what its answer is made of; the cache calls it. */
export function reportRead(read: ContextRead): void {
  const context = requestContext.get();
  if (context === undefined) return;
  (context.reads ??= []).push(read);
  if (read.level !== undefined) context.event?.read(read.level);
}
