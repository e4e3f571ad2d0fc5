import { builtInSchema, strict } from './kind-schema.js';

describe(strict, () => {
  it('should close an object whose fields are named', () => {
    expect(
      strict({ type: 'object', description: 'x', properties: { description: { type: 'string' } } }),
    ).toEqual({
      type: 'object',
      properties: { description: { type: 'string' } },
      additionalProperties: false,
    });
  });

  it('should leave open what takes any field', () => {
    const map = { type: 'object', additionalProperties: { type: 'string' } };
    expect(strict(map)).toEqual(map);
    const unknown = { type: 'object', properties: {}, 'x-kubernetes-preserve-unknown-fields': true };
    expect(strict(unknown)).toEqual({ type: 'object', properties: {} });
  });

  it('should write a number that may be text, and what may be null, as types', () => {
    const either = { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] };
    expect(strict(either)).toEqual({ type: ['integer', 'string'] });
    expect(strict({ type: 'string', nullable: true })).toEqual({ type: ['string', 'null'] });
  });
});

describe(builtInSchema, () => {
  const schemas = {
    'a.Thing': {
      'x-kubernetes-group-version-kind': [{ group: 'a', version: 'v1', kind: 'Thing' }],
      properties: { part: { $ref: '#/components/schemas/a.Part' } },
      type: 'object',
    },
    'a.Part': { type: 'string' },
    'a.Other': { type: 'string' },
  };

  it('should bring along the definitions that the kind needs, and no others', () => {
    const { definitions } = builtInSchema({ components: { schemas } }, 'a/v1', 'Thing');
    expect(Object.keys(definitions as object)).toEqual(['a.Part', 'a.Thing']);
  });

  it('should say which kind is not there', () => {
    expect(() => builtInSchema({ components: { schemas } }, 'a/v2', 'Thing')).toThrow('no a/v2 Thing');
  });
});
