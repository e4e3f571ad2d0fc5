import { firstIdOfMs } from '@tenfold/ids';
import { describeMigrations } from '@tenfold/testing';
import { quizPlan } from '../src/database/plan.js';

const expected = {
  listIndexes: [
    'attempt_key_created',
    'catalogue_category',
    'catalogue_listing',
    'inbox_received',
    'outbox_available',
    'outbox_due',
    'outbox_published',
    'quiz_key_created',
    'quiz_owner',
  ],
  byMonth: ['attempt', 'attempt_answer'],
};

describeMigrations('quiz', quizPlan, expected, (source) => {
  it('should put a row into the month of its id', async () => {
    await source().query(
      `INSERT INTO quiz.attempt_answer (bucket, attempt_id, question_id, sequence, saved_at) VALUES (0, $1, $1, 1, now())`,
      [firstIdOfMs(Date.UTC(2011, 0, 1))],
    );
    expect(await source().query('SELECT tableoid::regclass::text AS leaf FROM quiz.attempt_answer')).toEqual([
      { leaf: 'quiz.attempt_answer_y2011m01' },
    ]);
  });
});
