import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeOrderSchema } from './order.dto.js';

/** Of every schema in the document: the names that a free key may have. */
function patternsOfNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { propertyNames } = schema as { propertyNames?: { pattern?: string } };
  const own = propertyNames?.pattern === undefined ? [] : [propertyNames.pattern];
  return [...own, ...Object.values(schema).flatMap(patternsOfNames)];
}

describe('metadata', () => {
  const { metadata } = placeOrderSchema.shape;

  it.each([
    'constructor',
    'prototype',
    '_',
    '__',
    '__proto',
    '_proto__',
    '__proto__x',
    'x__proto__',
    'a.b-c',
  ])('should take the name %s', (name) => {
    expect(metadata.parse({ [name]: 'x' })).toEqual({ [name]: 'x' });
  });

  it('should not document a name that every body is refused for', () => {
    const document: unknown = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../openapi.json'), 'utf8'),
    );
    const patterns = patternsOfNames(document);
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) expect('__proto__').not.toMatch(new RegExp(pattern, 'u'));
  });
});
