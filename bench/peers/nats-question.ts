import { defineRequest } from '@tenfold/contracts';
import { z } from 'zod';

/** What is asked over NATS, and what is answered: about 400 bytes of JSON, as between the services. */
export const askedQuestion = { quizId: '01a22c4c-7f29-71c9-bcc1-3de6cf249967', position: 4 };

export const REPLY = {
  position: 4,
  question: {
    id: '01a22c4c-7f29-71c9-b9f0-e26fba4309bb',
    type: 'single',
    prompt: 'Which of these numbers is the largest, when all of them are read from left to right?',
    options: [
      { id: '4k2v9x0c7b1n', text: 'The number 11' },
      { id: '5k2v9x0c7b1n', text: 'The number 22' },
      { id: '6k2v9x0c7b1n', text: 'The number 33' },
      { id: '7k2v9x0c7b1n', text: 'The number 44' },
    ],
    millipoints: 1_000,
  },
};

export const SUBJECT = 'bench.question.get.v1';
export const STOCK_SUBJECT = 'bench.stock.question.get';
export const RAW_SUBJECT = 'bench.raw.question.get';

const part = z.strictObject({ id: z.string(), text: z.string() });

export const getQuestion = defineRequest({
  subject: SUBJECT,
  request: z.strictObject({ quizId: z.uuid(), position: z.int() }),
  reply: z.strictObject({
    position: z.int(),
    question: z.strictObject({
      id: z.string(),
      type: z.string(),
      prompt: z.string(),
      options: z.array(part),
      millipoints: z.int(),
    }),
  }),
});
