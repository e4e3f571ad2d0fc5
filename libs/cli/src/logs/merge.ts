import { timeOfLine } from './line-time.js';

export interface NamedLines {
  readonly name: string;
  readonly lines: Iterable<string>;
}

export interface NamedLine {
  readonly name: string;
  readonly line: string;
}

/** A log on its way: its next line, and the time by which that is chosen. */
interface Source {
  readonly name: string;
  readonly rest: Iterator<string>;
  line: string;
  time: number;
  /** Whether the line belongs to the one before it, which has just been given. */
  follows: boolean;
}

/**
 * Lines of several logs in the order of their times, with one line of each in memory. Lines of one log keep their order, whatever their
 * times say; a line without a time stays behind the one before it. Of equal times the log that is named first goes first.
 */
export function* mergeByTime(logs: readonly NamedLines[]): Generator<NamedLine, void> {
  const sources = logs.flatMap(({ name, lines }): Source[] => {
    const source = { name, rest: lines[Symbol.iterator](), line: '', time: -Infinity, follows: false };
    return advance(source) ? [source] : [];
  });
  while (sources.length > 0) {
    const next = sources.reduce((best, one) => (one.time < best.time ? one : best));
    do {
      yield { name: next.name, line: next.line };
      if (!advance(next)) {
        sources.splice(sources.indexOf(next), 1);
        break;
      }
    } while (next.follows);
  }
}

function advance(source: Source): boolean {
  const { done, value } = source.rest.next();
  if (done === true) return false;
  const time = timeOfLine(value);
  source.line = value;
  source.follows = time === undefined;
  source.time = Math.max(source.time, time ?? -Infinity);
  return true;
}
