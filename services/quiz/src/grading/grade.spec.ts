import fc from 'fast-check';
import type { AnswerKey, QuestionKey } from './answer-key.js';
import { gradeAttempt, gradeQuestion } from './grade.js';
import type { QuestionResponse } from './response.js';
import { rightAnswer } from './right-answer.js';

const keyOf = (answer: AnswerKey, millipoints = 1_000): QuestionKey => ({
  questionId: 'q',
  millipoints,
  explanation: null,
  answer,
});

const partId = fc.stringMatching(/^[0-9a-z]{12}$/);
const partIds = fc.uniqueArray(partId, { minLength: 2, maxLength: 20 });
const scoring = fc.constantFrom('partial' as const, 'all_or_nothing' as const);
const decimal = fc
  .tuple(fc.bigInt(-(10n ** 15n) + 1n, 10n ** 15n - 1n), fc.nat(9_999_999))
  .map(([whole, fraction]) => `${whole}.${fraction}`);

const answerKey: fc.Arbitrary<AnswerKey> = fc.oneof(
  partId.map((optionId): AnswerKey => ({ type: 'single', optionId })),
  fc
    .tuple(scoring, partIds, fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 20, maxLength: 20 }))
    .map(([rule, ids, weights]): AnswerKey => ({
      type: 'multiple',
      scoring: rule,
      // The schema wants one positive weight at least.
      weights: Object.fromEntries(ids.map((id, index) => [id, index === 0 ? 50 : (weights[index] ?? 0)])),
    })),
  fc.boolean().map((value): AnswerKey => ({ type: 'true_false', value })),
  fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1, maxLength: 5 }).chain((answers) =>
    fc.tuple(fc.boolean(), fc.boolean()).map(([caseSensitive, accentSensitive]): AnswerKey => ({
      type: 'short_text',
      answers,
      caseSensitive,
      accentSensitive,
    })),
  ),
  decimal.map((value): AnswerKey => ({ type: 'numeric', min: value, max: value })),
  fc
    .tuple(scoring, partIds)
    .map(([rule, itemIds]): AnswerKey => ({ type: 'ordering', scoring: rule, itemIds })),
  partIds.map((ids): AnswerKey => ({
    type: 'matching',
    choiceIdByPromptId: Object.fromEntries(ids.map((id, index) => [id, ids[(index + 1) % ids.length] ?? id])),
  })),
);

const questionKey = fc
  .tuple(answerKey, fc.nat(1_000_000))
  .map(([answer, millipoints]) => keyOf(answer, millipoints));

const anyResponse: fc.Arbitrary<QuestionResponse> = fc.oneof(
  partId.map((optionId): QuestionResponse => ({ type: 'single', optionId })),
  partIds.map((optionIds): QuestionResponse => ({ type: 'multiple', optionIds })),
  fc.boolean().map((value): QuestionResponse => ({ type: 'true_false', value })),
  fc.string({ unit: 'grapheme' }).map((text): QuestionResponse => ({ type: 'short_text', text })),
  decimal.map((value): QuestionResponse => ({ type: 'numeric', value })),
  partIds.map((itemIds): QuestionResponse => ({ type: 'ordering', itemIds })),
);

/** A response made of the key's own parts, right or wrong. */
const ownResponse = (answer: AnswerKey): fc.Arbitrary<QuestionResponse> => {
  switch (answer.type) {
    case 'multiple':
      return fc.subarray(Object.keys(answer.weights)).map((optionIds) => ({ type: 'multiple', optionIds }));
    case 'ordering':
      return fc
        .shuffledSubarray([...answer.itemIds], { minLength: answer.itemIds.length })
        .map((itemIds) => ({ type: 'ordering', itemIds }));
    case 'matching': {
      const prompts = Object.keys(answer.choiceIdByPromptId);
      return fc
        .tuple(fc.subarray(prompts), fc.array(fc.constantFrom(...prompts), { minLength: 20, maxLength: 20 }))
        .map(([chosen, choices]) => ({
          type: 'matching',
          pairs: chosen.map((promptId, index) => ({ promptId, choiceId: choices[index] ?? promptId })),
        }));
    }
    default:
      return anyResponse;
  }
};

function fullResponse(answer: AnswerKey): QuestionResponse {
  const right = rightAnswer(answer);
  if (right.type === 'short_text') return { type: 'short_text', text: right.texts[0] ?? '' };
  return right.type === 'numeric' ? { type: 'numeric', value: right.min } : right;
}

describe('gradeQuestion', () => {
  it('should stay between nothing and all points, in whole thousandths', () => {
    const cases = questionKey.chain((key) =>
      fc.tuple(fc.constant(key), fc.oneof(anyResponse, ownResponse(key.answer))),
    );
    fc.assert(
      fc.property(cases, ([key, response]) => {
        const { millipoints } = gradeQuestion(key, response);
        expect(Number.isInteger(millipoints)).toBe(true);
        expect(millipoints).toBeGreaterThanOrEqual(0);
        expect(millipoints).toBeLessThanOrEqual(key.millipoints);
      }),
    );
  });

  it('should give all points for the right answer', () => {
    fc.assert(
      fc.property(questionKey, (key) => {
        const grade = gradeQuestion(key, fullResponse(key.answer));
        expect(grade).toMatchObject({ correctness: 'correct', millipoints: key.millipoints });
      }),
    );
  });

  it('should not depend on the order in which options or pairs are named', () => {
    const cases = questionKey
      .filter(({ answer }) => answer.type === 'multiple' || answer.type === 'matching')
      .chain((key) => fc.tuple(fc.constant(key), ownResponse(key.answer)));
    fc.assert(
      fc.property(cases, ([key, response]) => {
        const reversed =
          response.type === 'multiple'
            ? { ...response, optionIds: response.optionIds.toReversed() }
            : response.type === 'matching'
              ? { ...response, pairs: response.pairs.toReversed() }
              : response;
        expect(gradeQuestion(key, reversed)).toEqual(gradeQuestion(key, response));
      }),
    );
  });

  it('should give nothing for a response of another type', () => {
    expect(
      gradeQuestion(keyOf({ type: 'true_false', value: true }), { type: 'short_text', text: 'true' }),
    ).toMatchObject({
      correctness: 'incorrect',
      millipoints: 0,
    });
  });

  it('should round a third of a point half up and once', () => {
    const key = keyOf({ type: 'ordering', scoring: 'partial', itemIds: ['a', 'b', 'c'] }, 1_000);
    expect(gradeQuestion(key, { type: 'ordering', itemIds: ['a', 'c', 'b'] })).toMatchObject({
      millipoints: 333,
    });
    const odd = keyOf({ type: 'multiple', scoring: 'partial', weights: { a: 1, b: 1, c: 0 } }, 1);
    expect(gradeQuestion(odd, { type: 'multiple', optionIds: ['a'] })).toMatchObject({
      correctness: 'partial',
      millipoints: 1,
    });
  });

  it('should take wrong options off the right ones, down to nothing', () => {
    const key = keyOf({ type: 'multiple', scoring: 'partial', weights: { a: 50, b: 50, c: -50, d: -100 } });
    const points = (...optionIds: string[]) =>
      gradeQuestion(key, { type: 'multiple', optionIds }).millipoints;
    expect([points('a', 'b'), points('a'), points('a', 'b', 'c'), points('a', 'd'), points()]).toEqual([
      1_000, 500, 500, 0, 0,
    ]);
  });

  it('should give all or nothing where that is the rule', () => {
    const options = keyOf({ type: 'multiple', scoring: 'all_or_nothing', weights: { a: 50, b: 50, c: 0 } });
    expect(gradeQuestion(options, { type: 'multiple', optionIds: ['a'] }).millipoints).toBe(0);
    expect(gradeQuestion(options, { type: 'multiple', optionIds: ['a', 'b', 'c'] }).millipoints).toBe(0);
    expect(gradeQuestion(options, { type: 'multiple', optionIds: ['b', 'a'] }).millipoints).toBe(1_000);
    const order = keyOf({ type: 'ordering', scoring: 'all_or_nothing', itemIds: ['a', 'b', 'c'] });
    expect(gradeQuestion(order, { type: 'ordering', itemIds: ['a', 'c', 'b'] }).millipoints).toBe(0);
  });

  it('should compare numbers without binary fractions', () => {
    const key = keyOf({ type: 'numeric', min: '0.2', max: '0.3' });
    const correct = (value: string) =>
      gradeQuestion(key, { type: 'numeric', value }).correctness === 'correct';
    expect([
      correct('0.3'),
      correct('0.30'),
      correct('0.2'),
      correct('0.3000000001'),
      correct('0.1999999999'),
    ]).toEqual([true, true, true, false, false]);
  });

  it('should tell unanswered from wrong', () => {
    const key = keyOf({ type: 'true_false', value: true });
    expect(gradeQuestion(key, undefined).correctness).toBe('unanswered');
    expect(gradeQuestion(key, { type: 'true_false', value: false }).correctness).toBe('incorrect');
  });
});

describe('gradeAttempt', () => {
  it('should add up to the sum of its questions', () => {
    const cases = fc.array(questionKey, { maxLength: 20 }).chain((keys) => {
      const numbered = keys.map((key, index) => ({ ...key, questionId: `q${index}` }));
      const responses = fc.tuple(
        ...numbered.map((key) => fc.option(ownResponse(key.answer), { nil: undefined })),
      );
      return fc.tuple(fc.constant(numbered), responses);
    });
    fc.assert(
      fc.property(cases, ([keys, responses]) => {
        const given = new Map(
          keys.flatMap(({ questionId }, index) => {
            const response = responses[index];
            return response === undefined ? [] : [[questionId, response] as const];
          }),
        );
        const grade = gradeAttempt(keys, given);
        expect(grade.millipoints).toBe(
          grade.questions.reduce((sum, question) => sum + question.millipoints, 0),
        );
        expect(grade.millipoints).toBeLessThanOrEqual(grade.maxMillipoints);
      }),
    );
  });
});
