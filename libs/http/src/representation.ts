import { type Coding, type CodingChoice } from './accept-encoding.js';
import { strongEtag } from './conditional.js';
import { encode } from './encode.js';

/**
 * Below this, nothing is gained. Kept, up to about one segment of TCP with its head. Sent once, a coding costs some 0.12 ms of CPU
 * whatever the size (the way to a thread and back is most of it), which three kilobytes less are worth.
 */
const SMALL_BELOW = { kept: 1024, once: 4096 } as const satisfies Record<BodyUse, number>;

/** What becomes of a body: it is kept and sent often, or it is sent this once. */
export type BodyUse = keyof Omit<CodingChoice, 'small'>;

/** A finished body, its ETag, and the same body in each coding that was asked for, made once. */
export class Representation {
  private coded: Map<Coding, Promise<Buffer>> | undefined = undefined;
  private bytes: Buffer | undefined = undefined;
  readonly size: number;

  /** @param etag when it is known without the bytes; that of a coding is made of it by `codingEtag` */
  constructor(
    readonly body: string,
    readonly use: BodyUse,
    readonly etag: string = strongEtag(body),
  ) {
    this.size = Buffer.byteLength(body);
  }

  /** Which of the codings that a client can be sent is its own. */
  get kind(): keyof CodingChoice {
    return this.size < SMALL_BELOW[this.use] ? 'small' : this.use;
  }

  /** Whether its bytes are the same in every coding of characters. */
  get isAscii(): boolean {
    return this.size === this.body.length;
  }

  get identity(): Buffer {
    this.bytes ??= Buffer.from(this.body);
    return this.bytes;
  }

  async in(coding: Coding): Promise<Buffer> {
    if (coding === 'identity') return this.identity;
    const coded = (this.coded ??= new Map<Coding, Promise<Buffer>>());
    const known = coded.get(coding);
    if (known !== undefined) return known;
    const made = encode(this.identity, coding);
    coded.set(coding, made);
    // What has failed once may work the next time.
    made.catch(() => coded.delete(coding));
    return made;
  }
}
