import { schemaOfValues } from './chart-schemas.js';

describe(schemaOfValues, () => {
  it('should close maps that have keys, and leave others open', () => {
    expect(schemaOfValues('a:\n  b: 1\nc: {}\nd: []\n', 'values')).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: {
        a: { type: 'object', additionalProperties: false, properties: { b: { type: 'integer' } } },
        c: { type: 'object' },
        d: { type: 'array' },
      },
    });
  });

  it('should take descriptions and choices from the comments', () => {
    const text = 'a:\n  # @enum x y\n  # -- What it is\n  b: x\n  # -- How much\n  c: 0.5\n';
    expect(schemaOfValues(text, 'values')).toMatchObject({
      properties: {
        a: {
          properties: {
            b: { type: 'string', description: 'What it is', enum: ['x', 'y'] },
            c: { type: 'number', description: 'How much' },
          },
        },
      },
    });
  });

  it('should hand on what Kubernetes describes', () => {
    expect(schemaOfValues('resources:\n  limits: { cpu: 1 }\n', 'values')).toMatchObject({
      properties: { resources: { type: 'object' } },
    });
  });

  it('should name a value that does not say what it may be', () => {
    expect(() => schemaOfValues('a:\n', 'values')).toThrow('values: a');
  });
});
