import { CONSISTENCY_HEADER } from '@tenfold/http';
import type { Operation } from './openapi.js';
import { READS_EXTENSION } from './reads.decorator.js';

const schema = {
  type: 'string',
  minLength: 1,
  maxLength: 8_192,
  pattern: '^[A-Za-z0-9_-]+(, *[A-Za-z0-9_-]+)*$',
};

const READ =
  'Token of an earlier answer, or several with commas between: what the client has written by then is in this answer';
const WRITE =
  'Token of an earlier answer, or several with commas between: the token of this answer covers them';
const ISSUED = 'Sent back with later requests, it makes them show what this one has written';

/** Whether the operation does anything with a token: those that read fresh and write nothing have no use for one. */
export function takesToken(operation: Operation): boolean {
  return (operation.parameters ?? []).some(
    (parameter) => 'name' in parameter && parameter.name === CONSISTENCY_HEADER,
  );
}

/** Documents the header that brings a token and the one that issues it. */
export function describeConsistency(method: string, operation: Operation): void {
  const reads = READS_EXTENSION in operation;
  if (!reads && method === 'get') return;
  const description = reads ? READ : WRITE;
  operation.parameters = [
    ...(operation.parameters ?? []),
    { name: CONSISTENCY_HEADER, in: 'header', required: false, description, schema },
  ];
  if (reads) return;
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    if (!status.startsWith('2') || response === undefined || '$ref' in response) continue;
    response.headers = { ...response.headers, [CONSISTENCY_HEADER]: { description: ISSUED, schema } };
  }
}
