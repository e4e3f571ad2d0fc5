const text = { type: 'string' };
const nullable = { type: 'string', nullable: true };
const integer = { type: 'integer' };
const uuid = { type: 'string', format: 'uuid' };

const page = (item: object) => ({
  type: 'object',
  properties: { items: { type: 'array', items: item }, nextCursor: nullable, previousCursor: nullable },
});

const querystring = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    cursor: { type: 'string', maxLength: 512 },
  },
};

/** A card is stored as it is sent. */
export const cardsSchema = {
  querystring,
  response: { 200: page({ type: 'object', additionalProperties: true }) },
};

const summary = {
  id: text,
  quizId: text,
  version: integer,
  number: integer,
  state: text,
  startedAt: { type: 'string', format: 'date-time' },
  deadlineAt: { type: 'string', format: 'date-time', nullable: true },
  endedAt: { type: 'string', format: 'date-time', nullable: true },
};

export const attemptsSchema = {
  querystring,
  response: { 200: page({ type: 'object', properties: summary }) },
};

export const startSchema = {
  body: {
    type: 'object',
    properties: { quizId: uuid },
    required: ['quizId'],
    additionalProperties: false,
  },
  response: {
    201: {
      type: 'object',
      properties: {
        ...summary,
        remainingSeconds: { type: 'integer', nullable: true },
        questionCount: integer,
        answeredPositions: { type: 'array', items: integer },
      },
    },
  },
};

export const saveSchema = {
  params: {
    type: 'object',
    properties: { attemptId: uuid, questionId: uuid },
    required: ['attemptId', 'questionId'],
  },
  body: {
    type: 'object',
    properties: {
      sequence: { type: 'integer', minimum: 1 },
      response: {
        type: 'object',
        properties: { type: text, optionId: { type: 'string', pattern: '^[0-9a-z]{12}$' } },
        required: ['type', 'optionId'],
        additionalProperties: false,
      },
    },
    required: ['sequence', 'response'],
    additionalProperties: false,
  },
  response: {
    200: {
      type: 'object',
      properties: {
        questionId: text,
        sequence: integer,
        response: { type: 'object', properties: { type: text, optionId: text } },
        savedAt: { type: 'string', format: 'date-time' },
      },
    },
  },
};
