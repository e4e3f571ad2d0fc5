import { fuzzDocument, type ApiDocument } from './fuzz-document.js';

const schema = { type: 'object', required: ['id'] };
const responses = { '200': { content: { 'application/json': { schema } } } };
const document: ApiDocument = {
  paths: {
    '/v1/things': {
      get: { parameters: [{ name: 'limit' }, { name: 'fields', required: false }], responses },
      post: { responses },
    },
  },
};

describe(fuzzDocument, () => {
  it('should choose nothing where answers are held against their schema', () => {
    expect(fuzzDocument(document, false).paths['/v1/things']).toEqual({
      get: { parameters: [{ name: 'limit' }], responses },
      post: { responses },
    });
  });

  it('should keep only what can be chosen of, and take any object, where something is always chosen', () => {
    expect(fuzzDocument(document, true).paths['/v1/things']).toEqual({
      get: {
        parameters: [{ name: 'limit' }, { name: 'fields', required: true }],
        responses: { '200': { content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    });
  });
});
