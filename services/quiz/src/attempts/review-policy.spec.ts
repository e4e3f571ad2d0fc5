import { settingsSchema } from '../quizzes/dto/settings.dto.js';
import { mayReviewAnything, reviewPhase, reviewRights, RIGHT_AFTER_MS } from './review-policy.js';

const CLOSES = '2026-12-01T12:00:00Z';
const closesMs = Date.parse(CLOSES);
const GRACE_SECONDS = 600;
const sealedMs = closesMs + GRACE_SECONDS * 1_000;

describe('reviewPhase', () => {
  it.each([
    ['an open attempt', null, closesMs - 1, 'during'],
    ['an open attempt of a closed quiz', null, closesMs + 1, 'during'],
    ['the moment of the end', closesMs - 1_000_000, closesMs - 1_000_000, 'rightAfter'],
    ['the last moment of right after', closesMs, closesMs + RIGHT_AFTER_MS - 1, 'rightAfter'],
    ['later', closesMs - 1_000_000, closesMs - 1, 'later'],
    ['the grace of others', closesMs - 1_000_000, closesMs + 1, 'later'],
    ['the last moment of the grace', closesMs - 1_000_000, sealedMs, 'later'],
    ['the end of the grace', closesMs - 1_000_000, sealedMs + 1, 'afterClose'],
  ] as const)('should know %s', (_case, endedAt, now, phase) => {
    expect(reviewPhase({ closesAt: CLOSES, graceSeconds: GRACE_SECONDS }, endedAt, now)).toBe(phase);
  });

  it('should never come to afterClose without a closing time', () => {
    expect(reviewPhase({ closesAt: null, graceSeconds: 0 }, 0, Number.MAX_SAFE_INTEGER)).toBe('later');
  });
});

describe('reviewRights', () => {
  const settings = settingsSchema.parse({});

  it('should show nothing during an attempt unless the author says so', () => {
    expect(mayReviewAnything(reviewRights(settings, 'during'))).toBe(false);
    const practice = settingsSchema.parse({ review: { during: { correctness: true } } });
    expect(reviewRights(practice, 'during')).toEqual({
      correctness: true,
      marks: false,
      feedback: false,
      rightAnswer: false,
    });
  });

  it('should keep the right answers until the quiz has closed', () => {
    expect(reviewRights(settings, 'rightAfter').rightAnswer).toBe(false);
    expect(reviewRights(settings, 'later').rightAnswer).toBe(false);
    expect(reviewRights(settings, 'afterClose').rightAnswer).toBe(true);
  });
});
