import { newId } from '@tenfold/ids';
import { gradeAttempt } from '../grading/grade.js';
import type { QuestionResponse } from '../grading/response.js';
import { rightAnswer } from '../grading/right-answer.js';
import { compileDraft } from './compile-draft.js';
import { draftDigest, identifyQuestions } from './draft-identity.js';
import { quizDraftSchema, type QuizDraft } from './dto/authored-quiz.dto.js';
import { publicQuestionSchema } from './dto/public-question.dto.js';
import { newPartId } from './part-id.js';

const mint = () => newId(7);

const draft: QuizDraft = quizDraftSchema.parse({
  title: 'All types',
  questions: [
    {
      type: 'single',
      prompt: 'Capital of France?',
      explanation: 'It lies on the Seine.',
      options: [{ text: 'Paris', correct: true }, { text: 'Lyon' }, { text: 'Nice' }],
    },
    {
      type: 'multiple',
      prompt: 'Even?',
      options: [
        { text: '2', weight: 50 },
        { text: '3', weight: -50 },
        { text: '4', weight: 50 },
      ],
    },
    { type: 'true_false', prompt: 'Water is wet.', answer: true },
    { type: 'short_text', prompt: 'Who wrote Faust?', answers: ['Goethe', 'J. W. von Goethe'] },
    { type: 'numeric', prompt: 'Pi?', accepted: { kind: 'tolerance', value: '3.14159', tolerance: '0.01' } },
    { type: 'ordering', prompt: 'Sort', items: ['one', 'two', 'three', 'four'] },
    {
      type: 'matching',
      prompt: 'Match',
      pairs: [
        { prompt: 'dog', choice: 'mammal' },
        { prompt: 'cat', choice: 'mammal' },
        { prompt: 'carp', choice: 'fish' },
      ],
      distractors: ['bird'],
    },
  ],
});

const identified = identifyQuestions(draft, new Set(), mint);

describe('compileDraft', () => {
  const compiled = compileDraft(identified, [], newPartId);

  it('should put nothing into public questions that their closed schema does not list', () => {
    for (const question of compiled.questions) expect(publicQuestionSchema.parse(question)).toEqual(question);
  });

  it('should order parts by their random ids', () => {
    for (const question of compiled.questions) {
      const parts = 'options' in question ? question.options : 'items' in question ? question.items : [];
      expect(parts.map(({ id }) => id)).toEqual(parts.map(({ id }) => id).toSorted());
    }
  });

  it('should offer a choice that several prompts share once', () => {
    const matching = compiled.questions.find((question) => question.type === 'matching');
    expect(matching?.choices.map(({ text }) => text).toSorted()).toEqual(['bird', 'fish', 'mammal']);
  });

  it('should make a key that gives all points to its own right answers', () => {
    const responses = compiled.keys.map(({ questionId, answer }): [string, QuestionResponse] => {
      const right = rightAnswer(answer);
      if (right.type === 'short_text') return [questionId, { type: 'short_text', text: 'goethe' }];
      return [questionId, right.type === 'numeric' ? { type: 'numeric', value: '3.15159' } : right];
    });
    expect(gradeAttempt(compiled.keys, new Map(responses))).toMatchObject({
      millipoints: 7_000,
      maxMillipoints: 7_000,
    });
  });

  it('should keep the ids of parts whose text is still there', () => {
    const again = compileDraft(identified, compiled.questions, newPartId);
    expect(again.questions).toEqual(compiled.questions);
  });
});

describe('identifyQuestions', () => {
  it('should refuse an id that the draft does not have, and one that is used twice', () => {
    const id = mint();
    const [first] = draft.questions;
    const doubled: QuizDraft = {
      ...draft,
      questions: [
        { ...first!, id },
        { ...first!, id },
        { ...first!, id: mint() },
      ],
    };
    expect(() => identifyQuestions(doubled, new Set([id]), mint)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: [
          expect.objectContaining({ pointer: '/questions/1/id' }),
          expect.objectContaining({ pointer: '/questions/2/id' }),
        ],
      }),
    );
  });
});

describe('draftDigest', () => {
  it('should not depend on ids or on the order of members', () => {
    const reversed = Object.fromEntries(Object.entries(draft).reverse()) as QuizDraft;
    expect(draftDigest(reversed)).toBe(draftDigest(identified));
  });

  it('should change with the content', () => {
    expect(draftDigest({ ...draft, title: 'Other' })).not.toBe(draftDigest(draft));
  });
});
