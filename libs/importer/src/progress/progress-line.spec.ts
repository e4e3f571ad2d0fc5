import { ProgressLine } from './progress-line.js';

function progress(isTTY: boolean) {
  const written: string[] = [];
  let now = 0;
  const line = new ProgressLine(
    'orders',
    { isTTY, columns: 60, write: (text) => written.push(text) },
    () => now,
  );
  const at = (time: number, share: number) => {
    now = time;
    line.update({ share, text: `${time} lines` });
  };
  return { at, line, written };
}

describe(ProgressLine, () => {
  it('should redraw one line of a terminal, never wider than it', () => {
    const { at, line, written } = progress(true);
    at(0, 0);
    at(50, 0.1);
    at(200, 0.5);
    line.end({ share: 1, text: 'x'.repeat(100) });
    expect(written).toHaveLength(4);
    expect(written[1]).toBe(`\rorders ${'█'.repeat(12)}${'░'.repeat(12)}  50 % 200 lines\u001b[K`);
    expect(written[2]?.length).toBeLessThanOrEqual(60 + 4);
    expect(written[3]).toBe('\n');
  });

  it('should write a line now and then to a log', () => {
    const { at, line, written } = progress(false);
    for (let second = 0; second <= 12; second += 1) at(second * 1_000, second / 12);
    line.end({ share: null, text: 'done' });
    expect(written).toEqual([
      'orders:   0 % 0 lines\n',
      'orders:  41 % 5000 lines\n',
      'orders:  83 % 10000 lines\n',
      'orders: done\n',
    ]);
  });
});
