import type { MessageHandler } from '@nestjs/microservices';
import { toAppError } from '@tenfold/errors';
import { isObservable, lastValueFrom } from 'rxjs';

/** Calls a handler as the framework has wrapped it: what its filters make of an error comes as an Observable. */
export async function callHandler(
  handler: MessageHandler,
  payload: unknown,
  meta: unknown,
): Promise<unknown> {
  const result: unknown = await handler(payload as never, meta as never);
  if (!isObservable(result)) return result;
  try {
    return await lastValueFrom(result, { defaultValue: undefined });
  } catch (error) {
    throw toAppError(error);
  }
}
