import fc from 'fast-check';
import { mergeByTime, type NamedLines } from './merge.js';

const at = (ms: number, text: string): string =>
  JSON.stringify({ level: 'info', time: new Date(1_800_000_000_000 + ms).toISOString(), msg: text });

const merged = (...logs: (readonly string[])[]): string[] =>
  [...mergeByTime(logs.map((lines, index) => ({ name: String(index), lines })))].map(({ line }) => line);

describe(mergeByTime, () => {
  it('should put lines of several logs in the order of their times', () => {
    const [a, b, c, d] = [at(1, 'a'), at(2, 'b'), at(3, 'c'), at(4, 'd')];
    expect(merged([a, d], [], [b], [c])).toEqual([a, b, c, d]);
  });

  it('should keep a line without a time behind the one before it', () => {
    const [a, b, c] = [at(1, 'a'), at(2, 'b'), at(3, 'c')];
    expect(merged([b], [a, '  at somewhere', '', c])).toEqual([a, '  at somewhere', '', b, c]);
  });

  it('should begin with what has no time and nothing before it', () => {
    expect(merged([at(1, 'a')], ['the end of a text', at(2, 'b')])).toEqual([
      'the end of a text',
      at(1, 'a'),
      at(2, 'b'),
    ]);
  });

  it('should merge every form in which a program of the stack writes the time', () => {
    const lines = [
      '2026-12-01 14:41:25.241 UTC [25125] LOG:  starting PostgreSQL',
      '25169:C 01 Dec 2026 14:41:26.173 # Redis is starting',
      '[25179] 2026/12/01 14:41:26.329075 [INF] Starting nats-server',
      '[25179] 2026/12/01 14:41:26.329106 [INF]   Version:  2.15.1',
      '2026-12-01 14:41:27.000 UTC [7] LOG file descriptor limit: 1024',
      'time=2026-12-01T14:41:28.001Z level=WARN source=main.go:1 msg="x"',
      '{"level":"info","time":"2026-12-01T14:41:31.363Z","service":"quiz"}',
      '{"level":"info","time":"2026-12-01T15:41:32+01:00","service":"quiz"}',
      '25169:signal-handler (1796136462) Received SIGTERM scheduling shutdown...',
    ];
    expect(merged(...lines.toReversed().map((line) => [line]))).toEqual(lines);
  });

  it('should read no further than it is asked to', () => {
    const read: number[] = [];
    function* endless(from: number): Generator<string> {
      for (let ms = from; ; ms += 2) {
        read.push(ms);
        yield at(ms, '');
      }
    }
    const lines = mergeByTime([
      { name: 'even', lines: endless(0) },
      { name: 'odd', lines: endless(1) },
    ]);
    for (let taken = 0; taken < 10; taken += 1) lines.next();
    expect(Math.max(...read)).toBeLessThanOrEqual(11);
  });

  const line = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined });
  const logs = fc.array(fc.array(line, { maxLength: 12 }), { maxLength: 5 });

  it('should lose no line, keep each log in order, and be in order where the logs are', () => {
    fc.assert(
      fc.property(logs, (drawn) => {
        const input = drawn.map((times, log): NamedLines & { lines: string[] } => {
          // Of one log, times do not go back.
          let newest = 0;
          const lines = times.map((ms, index) => {
            if (ms !== undefined) newest = Math.max(newest, ms);
            return ms === undefined ? `  ${log}/${index}` : at(newest, `${log}/${index}`);
          });
          return { name: String(log), lines };
        });
        const output = [...mergeByTime(input)];
        for (const { name, lines } of input)
          expect(output.filter((one) => one.name === name).map((one) => one.line)).toEqual(lines);
        const timed = output.filter((one) => one.line.startsWith('{'));
        const keys = timed.map((one) =>
          [(JSON.parse(one.line) as { time: string }).time, one.name].join(' '),
        );
        expect(keys).toEqual(keys.toSorted());
        output.forEach((one, index) => {
          if (one.line.startsWith('{') || one === output.find(({ name }) => name === one.name)) return;
          expect(output[index - 1]?.name).toBe(one.name);
        });
      }),
    );
  });
});
