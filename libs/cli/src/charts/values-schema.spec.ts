import { unknownKeys, type Schema } from './values-schema.js';

const schema: Schema & { readonly $defs: Readonly<Record<string, Schema>> } = {
  additionalProperties: false,
  properties: {
    image: { $ref: '#/$defs/image' },
    labels: { additionalProperties: true },
    ports: { items: { properties: { name: {} } } },
    engine: { anyOf: [{ properties: { hpa: {} } }, { properties: { keda: {} } }] },
    nodeSelector: {},
    shards: { additionalProperties: { properties: { host: {} } } },
  },
  $defs: { image: { properties: { tag: {} } } },
};

function unknown(values: unknown): string[] {
  return unknownKeys(values, () => ({ schema, root: schema }));
}

describe(unknownKeys, () => {
  it('should find nothing in values that the schema describes', () => {
    const values = {
      image: { tag: '1' },
      nodeSelector: { disk: 'ssd' },
      labels: { any: { thing: true } },
      ports: [{ name: 'http' }],
      engine: { hpa: {}, keda: {} },
      shards: { one: { host: 'a' } },
    };
    expect(unknown(values)).toEqual([]);
  });

  it.each([
    [{ imgae: {} }, 'imgae'],
    [{ image: { tga: '1' } }, 'image.tga'],
    [{ ports: [{ name: 'http' }, { nmae: 'x' }] }, 'ports.1.nmae'],
    [{ engine: { vpa: {} } }, 'engine.vpa'],
    [{ shards: { one: { hots: 'a' } } }, 'shards.one.hots'],
  ])('should name what is not described: %j', (values, path) => {
    expect(unknown(values)).toEqual([path]);
  });
});
