import { renderMoves } from './moves.js';

const SLICE = {
  id: '1',
  from: 0,
  to: 99,
  source: 'shard-1',
  target: 'shard-2',
  step: 'copying',
  attempt: 0,
  rows: 7,
  map: null,
  fenceMs: null,
} as const;

describe(renderMoves, () => {
  it('should say nothing where nothing moves and nothing is left', () => {
    expect(renderMoves({ running: false, unfinished: [], announced: [] })).toBe('');
  });

  it('should not call it left over that a mover has announced which is at work', () => {
    expect(renderMoves({ running: true, unfinished: [], announced: ['shard-1'] })).toBe('');
    expect(renderMoves({ running: true, unfinished: [SLICE], announced: ['shard-1'] })).not.toMatch(
      /no mover/,
    );
  });

  it('should tell that leases are short, and what ends it, where a mover has died', () => {
    for (const unfinished of [[], [SLICE]]) {
      const text = renderMoves({ running: false, unfinished, announced: ['shard-1', 'shard-2'] });
      expect(text).toMatch(
        /announced on shard-1, shard-2 and no mover is at work: leases are short until .*resume, or abort/,
      );
    }
  });
});
