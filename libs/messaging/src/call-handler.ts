import type { MessageHandler } from '@nestjs/microservices';
import { toAppError } from '@tenfold/errors';
import { isObservable, lastValueFrom, type Observable } from 'rxjs';

/** Calls a handler as the framework has wrapped it: what its filters make of an error comes as an Observable. */
export function callHandler(handler: MessageHandler, payload: unknown, meta?: unknown): Promise<unknown> {
  return Promise.resolve(handler(payload as never, meta as never) as unknown).then(valueOf);
}

function valueOf(result: unknown): unknown {
  return isObservable(result) ? lastOf(result) : result;
}

async function lastOf(values: Observable<unknown>): Promise<unknown> {
  try {
    return await lastValueFrom(values, { defaultValue: undefined });
  } catch (error) {
    throw toAppError(error);
  }
}
