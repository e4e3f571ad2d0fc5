import { settingsSchema } from './dto/settings.dto.js';
import { warningsOf } from './settings-warnings.js';

const codes = (settings: object): string[] =>
  warningsOf(settingsSchema.parse(settings)).map(({ code, pointer }) => `${code} ${pointer}`);
const rightAfter = { rightAnswer: true };

describe('warningsOf', () => {
  it('should say nothing of settings as they are by default', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ attemptsAllowed: 1, review: { rightAfter } })).toEqual([]);
    expect(codes({ closesAt: '2027-01-01T00:00:00Z', review: { rightAfter } })).toEqual([]);
  });

  it('should warn of right answers that can be used', () => {
    const chosen = 'right_answers_before_last_attempt /settings/review/rightAnswersBeforeLastAttempt';
    const review = { rightAfter, rightAnswersBeforeLastAttempt: true };
    expect(codes({ review })).toEqual([chosen]);
    expect(codes({ attemptsAllowed: 2, review })).toEqual([chosen]);
    expect(codes({ attemptsAllowed: 1, review })).toEqual([]);
    expect(codes({ attemptsAllowed: 1, review: { ...review, during: rightAfter } })).toEqual([chosen]);
  });

  it('should warn of right answers that are never shown', () => {
    expect(codes({ review: { rightAfter, later: rightAfter } })).toEqual([
      'right_answers_never_shown /settings/review/rightAfter/rightAnswer',
      'right_answers_never_shown /settings/review/later/rightAnswer',
    ]);
  });
});
