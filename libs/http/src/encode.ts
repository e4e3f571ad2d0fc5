import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliCompress,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  gzip,
  zstdCompress,
} from 'node:zlib';
import type { Coding } from './accept-encoding.js';

type RealCoding = Exclude<Coding, 'identity'>;

/** Measured on 13 kB of orders: 1/7 of the bytes in 0.17 ms; quality 11 takes seventy times that for an eighth less. */
const BROTLI_QUALITY = { [constants.BROTLI_PARAM_QUALITY]: 5 };

// These run on libuv's threads: the event loop goes on.
const [brotli, gzipped, zstd] = [promisify(brotliCompress), promisify(gzip), promisify(zstdCompress)];

/** A whole body in a coding. */
export function encode(bytes: Buffer, coding: RealCoding): Promise<Buffer> {
  switch (coding) {
    case 'br':
      return brotli(bytes, {
        params: { ...BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      });
    case 'gzip':
      return gzipped(bytes);
    case 'zstd':
      return zstd(bytes);
  }
}

/** For a body whose end is not known yet. */
export function encoder(coding: RealCoding): Transform {
  switch (coding) {
    case 'br':
      return createBrotliCompress({ params: BROTLI_QUALITY });
    case 'gzip':
      return createGzip();
    case 'zstd':
      return createZstdCompress();
  }
}
