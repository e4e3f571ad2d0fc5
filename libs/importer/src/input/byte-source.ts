import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** Compressed bytes a chunk: deflate expands at most about 1,032 times, so one chunk can never need more than 17 MB. */
const CHUNK_BYTES = 16 * 1024;

/** A file as a stream of unpacked bytes. Gzip is told by its first two bytes, never by the file's name. */
export class ByteSource {
  private consumed = 0;
  private damage: string | null = null;

  private constructor(
    readonly path: string,
    readonly size: number,
    readonly gzip: boolean,
  ) {}

  static async open(path: string): Promise<ByteSource> {
    const { size } = await stat(path);
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return new ByteSource(path, size, bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b);
    } finally {
      await handle.close();
    }
  }

  /** Bytes of the file as it lies on disk, for progress. */
  get bytesRead(): number {
    return this.consumed;
  }

  /** Why the data ended before its time, or null. Known once `chunks` is finished. */
  get cut(): string | null {
    return this.damage;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    const file = createReadStream(this.path, { highWaterMark: this.gzip ? CHUNK_BYTES : 4 * CHUNK_BYTES });
    if (this.gzip) yield* this.unpack(file);
    else {
      for await (const chunk of file as AsyncIterable<Buffer>) {
        this.consumed += chunk.length;
        yield chunk;
      }
    }
  }

  /**
   * A stream that fails throws away what it has unpacked but not yet delivered. So the output is collected as it
   * comes and the input is what waits: a cut file gives every byte that was in it.
   */
  private async *unpack(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const gunzip = createGunzip();
    let ready: Buffer[] = [];
    gunzip.on('data', (chunk: Buffer) => ready.push(chunk));
    gunzip.on('error', (error) => {
      this.damage = error.message;
    });
    // Damaged data closes the stream without a word to those who wait for their write.
    const closed = new Promise<void>((resolve) => gunzip.once('close', () => resolve()));
    const taken = (): Buffer[] => {
      const chunks = ready;
      ready = [];
      return chunks;
    };
    for await (const chunk of file) {
      this.consumed += chunk.length;
      const written = new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()));
      await Promise.race([written, closed]);
      yield* taken();
      if (this.damage !== null) break;
    }
    if (this.damage === null) {
      gunzip.end();
      await closed;
    }
    yield* taken();
  }
}
