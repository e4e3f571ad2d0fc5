import fc from 'fast-check';
import { planGrowth, type StoredPart } from './growth.js';
import { MAX_QUESTIONS, type SourcedQuestion } from './quiz-builder.js';

const question = (prompt: string): SourcedQuestion => ({
  number: 1,
  raw: '',
  category: 'Art',
  question: { type: 'true_false', prompt, difficulty: 'easy', answer: true },
});
const promptsOf = (questions: readonly SourcedQuestion[]): string[] =>
  questions.map(({ question: { prompt } }) => prompt);
const sorted = (prompts: readonly string[]): string[] => prompts.toSorted();

/** As the importer stores a list: parts of a hundred. */
function stored(prompts: readonly string[], isOpen = true): StoredPart[] {
  return Array.from({ length: Math.ceil(prompts.length / MAX_QUESTIONS) }, (_, index) => ({
    prompts: prompts.slice(index * MAX_QUESTIONS, (index + 1) * MAX_QUESTIONS),
    isOpen,
  }));
}

describe('planGrowth', () => {
  it('should bring in what is new, whatever its place, and nothing twice', () => {
    // Few texts, so that some are there twice.
    const prompt = fc.integer({ min: 0, max: 300 }).map(String);
    const prompts = fc.array(prompt, { maxLength: 350 });
    fc.assert(
      fc.property(prompts, prompts, fc.boolean(), (before, added, isFirst) => {
        const file = isFirst ? [...added, ...before] : [...before, ...added];
        const { existing, appended, rest } = planGrowth(file.map(question), stored(before));
        expect(existing).toBe(before.length);
        expect(sorted([...before, ...promptsOf(appended), ...promptsOf(rest)])).toEqual(sorted(file));
        expect((stored(before).at(-1)?.prompts.length ?? 0) + appended.length).toBeLessThanOrEqual(
          MAX_QUESTIONS,
        );
      }),
    );
  });

  it('should leave alone what only the API has', () => {
    const { existing, appended, rest } = planGrowth([question('a')], stored(['z', 'a']));
    expect([existing, appended, rest]).toEqual([1, [], []]);
  });

  it('should put nothing into a quiz in the archive', () => {
    const { appended, rest } = planGrowth(['a', 'b'].map(question), stored(['a'], false));
    expect([promptsOf(appended), promptsOf(rest)]).toEqual([[], ['b']]);
  });
});
