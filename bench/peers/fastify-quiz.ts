// Fastify 5 for the mixes: schemas in and out, the same token check, a cache in two levels as HttpArena's rules describe it, a pg pool
// with named statements. Routes without a token are public, as ours are.
import Fastify from 'fastify';
import { config, HOST } from './config.js';
import { attemptPage, cardPage } from './quiz-pages.js';
import { attemptsSchema, cardsSchema, saveSchema, startSchema } from './quiz-schemas.js';
import {
  findAnswer,
  questionOf,
  listAttempts,
  listCards,
  ownerOf,
  saveAnswer,
  startAttempt,
} from './quiz-store.js';
import { questionSchema } from './question-schemas.js';
import { questionMap } from './questions.js';
import { principalOf } from './tokens.js';

declare module 'fastify' {
  interface FastifyRequest {
    learner: string;
  }
  interface FastifyContextConfig {
    public?: boolean;
  }
}

const [sample] = [...questionMap().values()].flat().filter(Boolean);
if (sample === undefined) throw new Error('there are no questions');
const app = Fastify({ logger: false });

app.decorateRequest('learner', '');
app.addHook('onRequest', async (request) => {
  const { authorization } = request.headers;
  const isPublic = request.routeOptions.config.public === true;
  if (authorization === undefined && isPublic) return;
  request.learner = (await principalOf(authorization)).subject;
});

app.get<{ Params: { quizId: string; position: number } }>(
  '/v1/quizzes/:quizId/questions/:position',
  { schema: questionSchema(sample.question), config: { public: true } },
  async (request, reply) => {
    const question = await questionOf(request.params.quizId, request.params.position);
    return question ?? reply.code(404).send({ error: 'question_not_found' });
  },
);

app.get<{ Querystring: { cursor?: string; limit: number } }>(
  '/v1/quizzes',
  { schema: cardsSchema, config: { public: true } },
  ({ query }) => cardPage(query, listCards),
);

app.get<{ Querystring: { cursor?: string; limit: number } }>(
  '/v1/attempts',
  { schema: attemptsSchema },
  ({ learner, query }) =>
    attemptPage(learner, query, (before, limit) => listAttempts(learner, before, limit)),
);

app.post<{ Body: { quizId: string } }>('/v1/attempts', { schema: startSchema }, async (request, reply) => {
  const started = await startAttempt(request.learner, request.body.quizId);
  if (started === undefined) return reply.code(404).send({ error: 'quiz_not_found' });
  const { attempt, created, questionCount } = started;
  return reply
    .code(created ? 201 : 200)
    .send({ ...attempt, remainingSeconds: null, questionCount, answeredPositions: [] });
});

app.put<{
  Params: { attemptId: string; questionId: string };
  Body: { sequence: number; response: object };
}>('/v1/attempts/:attemptId/answers/:questionId', { schema: saveSchema }, async (request, reply) => {
  const { attemptId, questionId } = request.params;
  if ((await ownerOf(attemptId)) !== request.learner)
    return reply.code(404).send({ error: 'attempt_not_found' });
  // An older answer is told what is there.
  const saved =
    (await saveAnswer(attemptId, questionId, request.body)) ?? (await findAnswer(attemptId, questionId));
  return saved ?? reply.code(409).send({ error: 'attempt_ended' });
});

await app.listen({ port: config.port, host: HOST });
