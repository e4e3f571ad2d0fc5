import { MAX_FIELDS_LENGTH, namesIn, type Selectable } from '@tenfold/http';
import type { Operation } from './openapi.js';

/** Documents `fields=` of an operation, with every name that it takes. */
export function describeFields(selectable: Selectable | undefined, operation: Operation): void {
  if (selectable === undefined) return;
  const names = namesIn(selectable.tree);
  const one = `(${names.map((name) => name.replaceAll('.', '\\.')).join('|')})`;
  const whole = selectable.kind === 'page' ? 'each item' : 'the answer';
  operation.parameters = [
    ...(operation.parameters ?? []),
    {
      name: 'fields',
      in: 'query',
      required: false,
      description: `Only these members of ${whole}, with commas between, members of members with dots; the others are left out, required or not`,
      example: names.slice(0, 2).join(','),
      schema: { type: 'string', minLength: 1, maxLength: MAX_FIELDS_LENGTH, pattern: `^${one}(,${one})*$` },
    },
  ];
}
