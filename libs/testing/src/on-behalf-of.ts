import type { RequestConsistencies } from '@tenfold/database';
import { requestContext } from '@tenfold/observability';
import { randomUUID } from 'node:crypto';
import type { ApiClient } from './api-client.js';

/** Does something inside a service as if this client had asked for it: what it writes, the client's next requests see. */
export async function onBehalfOf<T>(
  { memory }: ApiClient,
  consistencies: RequestConsistencies,
  work: () => Promise<T>,
): Promise<T> {
  const seen = memory.header;
  const consistency = consistencies.begin('fresh', seen);
  const result = await requestContext.run({ requestId: randomUUID(), consistency }, work);
  memory.remember(seen, (await consistency.issue()) ?? null);
  return result;
}
