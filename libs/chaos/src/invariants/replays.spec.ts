import { attempt, cancel, healthyRun, order, Script, submit } from '../testing/example.js';
import { checkReplays } from './replays.js';

const rulesOf = (script: Script): string[] => checkReplays(script.history()).findings.map(({ rule }) => rule);

describe(checkReplays, () => {
  it('should find nothing in a healthy run, and say how much it compared', () => {
    expect(checkReplays(healthyRun().history)).toEqual({ findings: [], compared: 1 });
  });

  it.each([
    ['other bytes', 'o1', 'others'],
    ['another order', 'o2', 'bytes'],
  ])('should find that a repeated key got %s', (_what, id, hash) => {
    const script = new Script().acked(order('k'), 'o1').acked(order('k'), id, { hash });
    expect(rulesOf(script)).toEqual(['a repeated key gets the same bytes']);
  });

  it('should find what was never settled', () => {
    expect(rulesOf(new Script().lost(order('k')))).toEqual(['a repeat settles what is unknown']);
    expect(rulesOf(new Script().lost(cancel('o1')))).toEqual(['a repeat settles what is unknown']);
  });

  it('should take "cancelled already" for an answer, and two cancellations for one too many', () => {
    const already = new Script().lost(cancel('o1')).refused(cancel('o1'), 409, 'illegal_transition');
    expect(rulesOf(already)).toEqual([]);
    const twice = new Script().acked(cancel('o1'), 'o1').acked(cancel('o1'), 'o1');
    expect(rulesOf(twice)).toEqual(['an order is cancelled once']);
  });

  it('should find two attempts by one key, and two results of one submission', () => {
    const attempts = new Script().acked(attempt('k'), 'a1').acked(attempt('k'), 'a2');
    expect(rulesOf(attempts)).toEqual(['a repeated key starts one attempt']);
    const results = new Script()
      .acked(submit('a'), 'a', { millipoints: 1 })
      .acked(submit('a'), 'a', { millipoints: 2 });
    expect(rulesOf(results)).toEqual(['a repeated submission gets one result']);
  });

  it('should find that a right request was refused, and allow "later"', () => {
    const wrong = new Script().refused(order('k'), 422, 'idempotency_key_reused').acked(order('k'), 'o1');
    expect(rulesOf(wrong)).toEqual(['a right request is not refused']);
    const later = new Script()
      .refused(order('k'), 503, 'dependency_unavailable')
      .refused(order('k'), 409, 'idempotency_key_in_use')
      .acked(order('k'), 'o1');
    expect(rulesOf(later)).toEqual([]);
  });
});
