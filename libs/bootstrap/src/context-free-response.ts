import { requestContext } from '@tenfold/observability';
import { ServerResponse } from 'node:http';

/**
 * Ends outside of the request's context. `node:http` starts the timer of an idle connection when an answer has ended, and a timer keeps
 * the context that it was started in: each open connection would keep its last request, with its answer and all that was made on the
 * way, until the next one. Those are young, so each young collection copied them: 64 connections, 470 kB, 0.7 ms instead of 0.2.
 */
export class ContextFreeResponse extends ServerResponse {
  override end(chunk?: unknown, encoding?: unknown, done?: unknown): this {
    if (requestContext.get() === undefined)
      return super.end(chunk, encoding as BufferEncoding, done as () => void);
    return requestContext.clean(() => super.end(chunk, encoding as BufferEncoding, done as () => void));
  }
}
