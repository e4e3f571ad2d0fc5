import type { PlacedQuestion } from './questions.js';

/** JSON schemas of the route, as Fastify's documentation advises: parameters are checked by Ajv, answers written by fast-json-stringify. */
const part = { type: 'object', properties: { id: { type: 'string' }, text: { type: 'string' } } };

/** fast-json-stringify writes members in the order of the schema; this is the order in which our answers have them. */
function inOrderOf<T extends object>(sample: object, properties: T): T {
  const known = Object.keys(sample).filter((name) => name in properties);
  return Object.fromEntries(known.map((name) => [name, properties[name as keyof T]])) as T;
}

export const questionSchema = (sample: PlacedQuestion['question']) => ({
  params: {
    type: 'object',
    properties: {
      quizId: { type: 'string', format: 'uuid' },
      position: { type: 'integer', minimum: 1, maximum: 200 },
    },
    required: ['quizId', 'position'],
  },
  response: {
    200: {
      type: 'object',
      properties: {
        position: { type: 'integer' },
        question: {
          type: 'object',
          properties: inOrderOf(sample, {
            id: { type: 'string' },
            type: { type: 'string' },
            prompt: { type: 'string' },
            media: {
              type: 'array',
              items: { type: 'object', properties: { url: { type: 'string' }, alt: { type: 'string' } } },
            },
            difficulty: { type: 'string', nullable: true },
            millipoints: { type: 'integer' },
            options: { type: 'array', items: part },
          }),
        },
      },
    },
  },
});
