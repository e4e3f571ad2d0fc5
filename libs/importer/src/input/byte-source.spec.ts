import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { ByteSource } from './byte-source.js';

describe(ByteSource, () => {
  const folder = mkdtempSync(join(tmpdir(), 'byte-source-'));
  const text = Array.from({ length: 20_000 }, (_, index) => `${index},${(index * 7_919) % 10_007}`).join(
    '\n',
  );

  afterAll(() => rmSync(folder, { recursive: true }));

  async function read(bytes: Uint8Array): Promise<{ data: string; source: ByteSource }> {
    const path = join(folder, 'file.csv');
    writeFileSync(path, bytes);
    const source = await ByteSource.open(path);
    const chunks: Buffer[] = [];
    for await (const chunk of source.chunks()) chunks.push(chunk);
    return { data: Buffer.concat(chunks).toString(), source };
  }

  it('should read a plain file as it is', async () => {
    const { data, source } = await read(Buffer.from(text));
    expect(data).toBe(text);
    expect(source.gzip).toBe(false);
    expect(source.cut).toBeNull();
  });

  it('should know gzip by its first bytes, whatever the name', async () => {
    const { data, source } = await read(gzipSync(text));
    expect(data).toBe(text);
    expect(source.gzip).toBe(true);
    expect(source.bytesRead).toBe(source.size);
  });

  it('should read gzip files that were joined', async () => {
    const { data } = await read(Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]));
    expect(data).toBe('one\ntwo\n');
  });

  it.each([0.01, 0.3, 0.5, 0.77, 0.999])(
    'should give all that is in a gzip file cut at %d of it',
    async (share) => {
      const whole = gzipSync(text);
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      const { data, source } = await read(cut);
      expect(data).toBe(gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }).toString());
      expect(source.cut).toContain('unexpected end');
    },
  );

  it('should report a gzip file with damaged data', async () => {
    const bytes = gzipSync(text);
    const middle = Math.floor(bytes.length / 2);
    bytes.fill(0xff, middle, middle + 64);
    const { data, source } = await read(bytes);
    expect(text.startsWith(data.slice(0, 1_000))).toBe(true);
    expect(source.cut).not.toBeNull();
  });

  it('should read empty files', async () => {
    expect((await read(Buffer.alloc(0))).data).toBe('');
    expect((await read(Buffer.from([0x1f]))).source.gzip).toBe(false);
  });
});
