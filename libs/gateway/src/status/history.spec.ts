import { History } from './history.js';
import { readingsOf, ServiceWindow } from './service-window.js';

const LENGTH = 5;

describe(History, () => {
  function told(...texts: readonly (string | undefined)[]): History {
    const [history, window] = [new History(LENGTH), new ServiceWindow('quiz', 30_000)];
    texts.forEach((text, index) => {
      if (text === undefined) window.miss();
      else window.add(index * 2_000, text, {});
      history.add(index * 2_000, readingsOf([window]));
    });
    return history;
  }
  const memory = (bytes: number): string => `process_resident_memory_bytes ${bytes}`;
  const pointsOf = (history: History, title: string) =>
    history.charts().find((chart) => chart.title === title)?.lines[0]?.points;

  it('should have a point for each time, and none where nothing was told', () => {
    const history = told(undefined, memory(1), undefined, memory(2));
    expect(pointsOf(history, 'Memory')).toEqual([null, 1, null, 2]);
    expect(history.times).toHaveLength(4);
  });

  it('should forget the oldest, and what was not told for long', () => {
    const texts = [1, 2, 3, 4, 5, 6, 7].map(memory);
    expect(pointsOf(told(...texts), 'Memory')).toEqual([3, 4, 5, 6, 7]);
    expect(told(memory(1), '', '', '', '', '').charts()).toEqual([]);
  });

  it('should leave out the charts of metrics that nobody has', () => {
    expect(
      told(memory(1))
        .charts()
        .map(({ title }) => title),
    ).toEqual(['Memory']);
  });

  it('should stay bounded when a label has ever new values', () => {
    const text = Array.from(
      { length: 1_000 },
      (_, n) => `tenfold_dead_letters{messaging_destination_name="${n}"} 1`,
    );
    const [chart] = told(text.join('\n')).charts();
    expect(chart?.lines.length).toBeLessThan(100);
  });
});
