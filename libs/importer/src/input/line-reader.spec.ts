import fc from 'fast-check';
import type { TextLine } from './line-reader.js';
import { LineReader } from './line-reader.js';

function read(...chunks: Uint8Array[]): TextLine[] {
  const reader = new LineReader();
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
}

describe(LineReader, () => {
  it('should take CRLF and LF and number lines from 1', () => {
    expect(
      read(Buffer.from('a\r\nb\n\nc')).map(({ number, terminated, text }) => [number, text, terminated]),
    ).toEqual([
      [1, 'a', true],
      [2, 'b', true],
      [3, '', true],
      [4, 'c', false],
    ]);
  });

  it('should give the same lines however the bytes are cut, even inside a character', () => {
    const text = 'Süß £1\r\n日本\n\u{1f600}\n';
    const whole = read(Buffer.from(text));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (size) => {
        const bytes = Buffer.from(text);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        expect(read(...chunks)).toEqual(whole);
      }),
    );
  });

  it('should drop a byte order mark and mark what is not UTF-8', () => {
    expect(read(Buffer.from('\uFEFFa\n'))[0]?.text).toBe('a');
    expect(read(Buffer.from([0x41, 0xa3, 0x0a]))[0]?.text).toBe('A\uFFFD');
  });

  it('should shorten a line without end and go on after it', () => {
    const lines = read(Buffer.alloc(700_000, 'x'), Buffer.alloc(700_000, 'x'), Buffer.from('x\nnext\n'));
    expect(lines.map(({ number, tooLong }) => [number, tooLong])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(lines[0]?.text.length).toBeLessThan(300);
    expect(lines[1]?.text).toBe('next');
  });
});
