import type { JsonObject } from './json-tree.js';
import { mergeOpenapi } from './merge-openapi.js';

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const answers = (name: string): JsonObject => ({
  responses: { '200': { content: { 'application/json': { schema: ref(name) } } } },
});

function documentOf(path: string, schemas: JsonObject, operation: JsonObject = answers('Page')): JsonObject {
  return {
    openapi: '3.1.0',
    info: { version: '1.2.3' },
    paths: { [path]: { get: operation } },
    components: { schemas },
  };
}

function merge(quiz: JsonObject, orders: JsonObject): JsonObject {
  return mergeOpenapi(
    [
      { service: 'quiz', document: quiz },
      { service: 'order-items', document: orders },
    ],
    ['/'],
  );
}

describe('mergeOpenapi', () => {
  it('should keep a component that the services share under its name', () => {
    const merged = merge(
      documentOf('/v1/quizzes', { Page: { type: 'object', title: 'p' } }),
      documentOf('/v1/order-items', { Page: { title: 'p', type: 'object' } }),
    );
    expect(merged['components']).toEqual({ schemas: { Page: { title: 'p', type: 'object' } } });
    expect(Object.keys(merged['paths'] as JsonObject)).toEqual(['/v1/quizzes', '/v1/order-items']);
  });

  it('should put the name of the service before a component that differs, and follow the references', () => {
    const merged = merge(
      documentOf('/v1/quizzes', { Page: { items: ref('Row') }, Row: { type: 'string' } }),
      documentOf('/v1/order-items', { Page: { items: ref('Row') }, Row: { type: 'number' } }),
    );
    expect(merged['components']).toEqual({
      schemas: {
        QuizPage: { items: ref('QuizRow') },
        QuizRow: { type: 'string' },
        OrderItemsPage: { items: ref('OrderItemsRow') },
        OrderItemsRow: { type: 'number' },
      },
    });
    expect(merged['paths']).toMatchObject({
      '/v1/quizzes': { get: answers('QuizPage') },
      '/v1/order-items': { get: answers('OrderItemsPage') },
    });
  });

  it('should rename in a discriminator too', () => {
    const union = {
      discriminator: { propertyName: 'type', mapping: { single: '#/components/schemas/Row' } },
    };
    const merged = merge(
      documentOf('/v1/quizzes', { Page: union, Row: { type: 'string' } }),
      documentOf('/v1/order-items', { Row: { type: 'number' } }),
    );
    expect(merged['components']).toMatchObject({
      schemas: { Page: { discriminator: { mapping: { single: '#/components/schemas/QuizRow' } } } },
    });
  });

  it('should tag operations by service unless they are tagged', () => {
    const merged = merge(
      documentOf('/v1/quizzes', {}, { responses: {} }),
      documentOf('/v1/order-items', {}, { responses: {}, tags: ['lines'] }),
    );
    expect(merged['paths']).toMatchObject({
      '/v1/quizzes': { get: { tags: ['quiz'] } },
      '/v1/order-items': { get: { tags: ['lines'] } },
    });
  });

  it('should refuse a path that two services claim', () => {
    const document = documentOf('/v1/quizzes', {});
    expect(() => merge(document, document)).toThrow('two services describe /v1/quizzes');
  });

  it('should put the name of the service before an operation id that two services use', () => {
    const operation = { operationId: 'list', responses: {} };
    const merged = merge(
      documentOf('/v1/quizzes', {}, operation),
      documentOf('/v1/order-items', {}, operation),
    );
    expect(merged['paths']).toMatchObject({
      '/v1/quizzes': { get: { operationId: 'quiz.list' } },
      '/v1/order-items': { get: { operationId: 'order-items.list' } },
    });
  });

  it('should list every tag that is used', () => {
    const tagged = { responses: {}, tags: ['lines'] };
    const merged = merge(documentOf('/v1/quizzes', {}), {
      ...documentOf('/v1/order-items', {}, tagged),
      tags: [{ name: 'products', description: 'Sales' }],
    });
    expect(merged['tags']).toEqual([
      { name: 'quiz' },
      { name: 'products', description: 'Sales' },
      { name: 'lines' },
    ]);
  });
});
