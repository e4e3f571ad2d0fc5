import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { CODINGS } from './accept-encoding.js';
import { strongEtag } from './conditional.js';
import { Representation } from './representation.js';

const text = JSON.stringify(Array.from({ length: 100 }, (_, n) => ({ n, title: 'ÜBER' })));

describe(Representation, () => {
  const decode = {
    br: brotliDecompressSync,
    zstd: zstdDecompressSync,
    gzip: gunzipSync,
    identity: Buffer.from,
  };

  it.each(CODINGS)('should hold the body in %s, coded once', async (coding) => {
    const representation = new Representation(text, 'kept');
    const [first, again] = await Promise.all([representation.in(coding), representation.in(coding)]);
    expect(first).toBe(again);
    expect(decode[coding](first).toString()).toBe(text);
  });

  it('should have the tag of its bytes unless it is told one', () => {
    expect(new Representation(text, 'once').etag).toBe(strongEtag(text));
    expect(new Representation(text, 'once', '"7"').etag).toBe('"7"');
  });

  it('should count bytes and not characters when it says that it is small', () => {
    expect(new Representation('ü'.repeat(511), 'kept').kind).toBe('small');
    expect(new Representation('ü'.repeat(512), 'kept').kind).toBe('kept');
    expect(new Representation('ü'.repeat(2047), 'once').kind).toBe('small');
    expect(new Representation('ü'.repeat(2048), 'once').kind).toBe('once');
  });
});
