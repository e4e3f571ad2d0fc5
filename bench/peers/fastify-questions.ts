// Fastify 5 with schemas in and out, over objects in memory.
import Fastify from 'fastify';
import { config, HOST } from './config.js';
import { questionSchema } from './question-schemas.js';
import { questionMap } from './questions.js';

const quizzes = questionMap();
const [sample] = [...quizzes.values()].flat().filter(Boolean);
if (sample === undefined) throw new Error('there are no questions');
const app = Fastify({ logger: false });

app.get<{ Params: { quizId: string; position: number } }>(
  '/v1/quizzes/:quizId/questions/:position',
  { schema: questionSchema(sample.question) },
  (request, reply) => {
    const question = quizzes.get(request.params.quizId)?.[request.params.position - 1];
    if (question === undefined) return reply.code(404).send({ error: 'question_not_found' });
    return reply.send(question);
  },
);

await app.listen({ port: config.port, host: HOST });
