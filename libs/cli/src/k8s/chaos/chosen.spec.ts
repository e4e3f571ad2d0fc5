import type { Pod } from '@tenfold/chaos';
import { chosen } from './chosen.js';

const pod = (workload: string, ready = true): Pod => ({
  name: `${workload}-0`,
  uid: workload,
  workload,
  part: 'store',
  wanted: 1,
  ready,
});
const pods = [pod('tenfold-quiz'), pod('tenfold-nats')];

describe(chosen, () => {
  it('should choose everything where nothing is named', () => {
    expect([...chosen(pods, [])]).toEqual(['tenfold-quiz', 'tenfold-nats']);
  });

  it('should know a workload with and without the name of the release', () => {
    expect([...chosen(pods, ['nats'])]).toEqual(['tenfold-nats']);
    expect([...chosen(pods, ['tenfold-quiz'])]).toEqual(['tenfold-quiz']);
  });

  it.each<[string, Pod[], string[], string]>([
    [
      'a name that is none',
      pods,
      ['redis'],
      'there is no tenfold-redis; there are tenfold-quiz, tenfold-nats',
    ],
    ['a release that is not whole', [pod('tenfold-quiz', false)], [], 'Not ready, so nothing is deleted'],
    ['an empty namespace', [], [], 'There is no release'],
  ])('should refuse %s', (_what, found, words, message) => {
    expect(() => chosen(found, words)).toThrow(message);
  });
});
