import { closeSync, openSync, readSync, statSync } from 'node:fs';

const CHUNK_BYTES = 64 * 1_024;
const NEWLINE = 10;

/** Undefined where there is no such file (any more). */
export function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

/**
 * Where the last lines of a log begin. Reads backwards, chunk by chunk.
 * @param end bytes of the log that count
 */
export function startOfLast(file: string, lines: number, end: number): number {
  if (lines === 0) return end;
  return withFile(file, (descriptor) => {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let left = lines;
    for (let to = end; to > 0; to -= CHUNK_BYTES) {
      const from = Math.max(0, to - CHUNK_BYTES);
      const length = readSync(descriptor, chunk, 0, to - from, from);
      for (let at = length - 1; at >= 0; at -= 1) {
        // The newline at the very end closes the last line and does not begin one.
        if (chunk[at] !== NEWLINE || from + at === end - 1) continue;
        left -= 1;
        if (left === 0) return from + at + 1;
      }
    }
    return 0;
  });
}

/** Where the last line that is complete ends: what comes after it is still being written. */
export function endOfComplete(file: string, from: number, end: number): number {
  const start = startOfLast(file, 1, end);
  const isComplete = end > 0 && withFile(file, (descriptor) => byteAt(descriptor, end - 1)) === NEWLINE;
  return Math.max(from, isComplete ? end : start);
}

/** The lines of a part of a log, one after the other, with memory for one chunk and one line. */
export function* linesBetween(file: string, from: number, to: number): Generator<string, void> {
  let rest = Buffer.alloc(0);
  for (let position = from; position < to;) {
    // Opened for each chunk: a merge of many logs would else hold them all open, also when nobody takes the rest.
    const chunk = withFile(file, (descriptor) => {
      const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, to - position));
      return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, position));
    });
    // It has become shorter: somebody has begun it anew.
    if (chunk.length === 0) break;
    position += chunk.length;
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, begin)) {
      yield Buffer.concat([rest, chunk.subarray(begin, end)]).toString('utf8');
      rest = Buffer.alloc(0);
      begin = end + 1;
    }
    rest = Buffer.concat([rest, chunk.subarray(begin)]);
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

function byteAt(descriptor: number, position: number): number | undefined {
  const byte = Buffer.alloc(1);
  return readSync(descriptor, byte, 0, 1, position) === 1 ? byte[0] : undefined;
}

function withFile<T>(file: string, read: (descriptor: number) => T): T {
  const descriptor = openSync(file, 'r');
  try {
    return read(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
