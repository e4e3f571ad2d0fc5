import type { State } from '../reader/state.js';
import { answer, attempt, changed, healthyRun, Script, submit } from '../testing/example.js';
import { checkAttempts } from './attempts.js';

const BROKEN: readonly (readonly [string, (state: State) => Partial<State>, string])[] = [
  ['an attempt is lost', () => ({ attempts: [] }), 'an acknowledged attempt exists exactly once'],
  [
    'an attempt is doubled',
    ({ attempts }) => ({ attempts: [...attempts, ...attempts] }),
    'an acknowledged attempt exists exactly once',
  ],
  [
    'there is an attempt that nobody was told about',
    ({ attempts }) => ({ attempts: [...attempts, { ...attempts[0]!, id: 'a9' }] }),
    'nothing exists that was not acknowledged',
  ],
  ['a key is lost', () => ({ attemptKeys: [] }), 'a key belongs to one attempt'],
  ['an answer is lost', () => ({ answers: [] }), 'an acknowledged answer is stored'],
  [
    'a submission is lost',
    ({ attempts }) => ({ attempts: changed(attempts, { state: 'in_progress', graded: false }) }),
    'a grade is what the learner was told',
  ],
  [
    'a grade has changed',
    ({ attempts }) => ({ attempts: changed(attempts, { millipoints: 0 }) }),
    'a grade is what the learner was told',
  ],
  ['nobody was told of the grade', () => ({ gradings: new Map() }), 'an attempt is graded exactly once'],
  [
    'an attempt is graded twice',
    () => ({ gradings: new Map([['a1', ['e1', 'e2']]]) }),
    'an attempt is graded exactly once',
  ],
];

describe(checkAttempts, () => {
  it('should find nothing in a healthy run', () => {
    const { history, state } = healthyRun();
    expect(checkAttempts(history, state)).toEqual([]);
  });

  it.each(BROKEN)('should find that %s', (_what, damage, rule) => {
    const { history, state } = healthyRun();
    const rules = checkAttempts(history, { ...state, ...damage(state) }).map((finding) => finding.rule);
    expect(rules).toContain(rule);
  });

  it('should find a grade that the answers did not earn, unless one of them is unknown', () => {
    const { state } = healthyRun();
    const script = () => new Script().acked(attempt('run-a1'), 'a1');
    const wrong = script().acked(answer('a1', false), 'q1').acked(submit('a1'), 'a1', { millipoints: 1_000 });
    const rules = checkAttempts(wrong.history(), state).map(({ rule }) => rule);
    expect(rules).toEqual(['a grade is that of the answers']);
    const unknown = script().lost(answer('a1', false)).acked(submit('a1'), 'a1', { millipoints: 1_000 });
    expect(checkAttempts(unknown.history(), state)).toEqual([]);
  });
});
