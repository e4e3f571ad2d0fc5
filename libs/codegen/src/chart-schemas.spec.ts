import { schemaOfValues } from './chart-schemas.js';

describe(schemaOfValues, () => {
  it('should close maps that have keys', () => {
    expect(schemaOfValues('a:\n  b: 1\n', 'values')).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: {
        a: { type: 'object', additionalProperties: false, properties: { b: { type: 'integer' } } },
      },
    });
  });

  it.each(['{}', '[]'])('should want to be told what may be in %s', (empty) => {
    expect(() => schemaOfValues(`a: ${empty}\n`, 'values')).toThrow('values: a');
    const { properties } = schemaOfValues(`# @type labels\na: ${empty}\n`, 'values') as {
      properties: object;
    };
    expect(properties).toMatchObject({ a: { type: ['object', 'null'], additionalProperties: false } });
  });

  it('should name a type that is none', () => {
    expect(() => schemaOfValues('# @type lables\na: {}\n', 'values')).toThrow(
      'values: a is of no known type: lables',
    );
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

  it('should refer to what Kubernetes describes', () => {
    expect(schemaOfValues('# @type tolerations\na: []\n', 'values')).toMatchObject({
      properties: { a: { items: { $ref: '#/definitions/io.k8s.api.core.v1.Toleration' } } },
    });
  });

  it('should name a value that does not say what it may be', () => {
    expect(() => schemaOfValues('a:\n', 'values')).toThrow('values: a');
  });
});
