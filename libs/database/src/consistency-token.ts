import { timingSafeEqual } from 'node:crypto';
import { AppError } from '@tenfold/errors';
import { CONSISTENCY_HEADER, hmacSha256, type Hmac } from '@tenfold/http';
import { formatWalPosition, parseWalPosition, type WalPosition } from './wal-position.js';

/** Up to where a client has seen each shard; a replica that answers it must have got as far. */
export interface ConsistencyToken {
  /** Of the shard map it was issued under: positions mean nothing on a shard that has got its buckets from another since. */
  readonly epoch: number;
  readonly positions: ReadonlyMap<string, WalPosition>;
  /** When something was changed that is read from caches, by the clock of who changed it: in ms since 1970. */
  readonly changedAt?: number | undefined;
}

/** Room for a hundred shards; longer ones are refused unread. */
const MAX_TOKEN_LENGTH = 8_192;

/** Of positions that were seen under several maps: no map is in force that all of them belong to, so no replica answers them. */
const MIXED_EPOCHS = 0;

/** Something was written, and nobody knows where: reads are fresh, and the next token covers every shard. */
export const UNKNOWN_POSITIONS: ConsistencyToken = { epoch: MIXED_EPOCHS, positions: new Map() };

/** Releases before caches were written around issue two members, and pass over the third. */
type Payload = [number, Record<string, string>, (number | null)?];

const MAC_BYTES = 16;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Writes and reads consistency tokens. They are signed: a made-up one could send all reads to the primaries. */
export class ConsistencyTokens {
  private readonly sign: Hmac;

  /** @param secret the same in every service, so that a token issued by one is honoured by the others */
  constructor(secret: string) {
    this.sign = hmacSha256(hmacSha256(secret)(Buffer.from('tenfold consistency token v1')));
  }

  encode({ epoch, positions, changedAt }: ConsistencyToken): string {
    const entries = [...positions].map(([shard, position]) => [shard, formatWalPosition(position)]);
    const payload = Buffer.from(
      JSON.stringify(
        [epoch, Object.fromEntries(entries), changedAt].slice(0, changedAt === undefined ? 2 : 3),
      ),
    );
    return Buffer.concat([payload, this.mac(payload)]).toString('base64url');
  }

  /** @throws AppError `consistency_token_invalid` for anything that `encode` has not written */
  decode(text: string): ConsistencyToken {
    if (text.length > MAX_TOKEN_LENGTH || !BASE64URL.test(text)) throw invalid();
    const bytes = Buffer.from(text, 'base64url');
    const payload = bytes.subarray(0, -MAC_BYTES);
    const genuine =
      bytes.length > MAC_BYTES &&
      // The last character can hold bits that no byte uses: several texts would decode alike.
      bytes.toString('base64url') === text &&
      timingSafeEqual(bytes.subarray(-MAC_BYTES), this.mac(payload));
    if (!genuine) throw invalid();
    const [epoch, entries, changedAt] = JSON.parse(payload.toString()) as Payload;
    const positions = new Map(Object.entries(entries).map(([shard, at]) => [shard, parseWalPosition(at)]));
    return typeof changedAt === 'number' ? { epoch, positions, changedAt } : { epoch, positions };
  }

  /** What a client with these tokens has seen, one that has written several things at once has several: `a, b`. */
  decodeAll(text: string): ConsistencyToken {
    if (text.length > MAX_TOKEN_LENGTH) throw invalid();
    return text
      .split(',')
      .map((one) => this.decode(one.trim()))
      .reduce(joinTokens);
  }

  private mac(payload: Buffer): Buffer {
    return this.sign(payload).subarray(0, MAC_BYTES);
  }
}

/** One token that shows at least what either of the two shows. */
export function joinTokens(a: ConsistencyToken, b: ConsistencyToken): ConsistencyToken {
  const positions = new Map(a.positions);
  for (const [shard, position] of b.positions) {
    const known = positions.get(shard) ?? 0n;
    positions.set(shard, position > known ? position : known);
  }
  const epoch = a.epoch === b.epoch ? a.epoch : MIXED_EPOCHS;
  const changedAt = Math.max(a.changedAt ?? 0, b.changedAt ?? 0);
  return changedAt === 0 ? { epoch, positions } : { epoch, positions, changedAt };
}

function invalid(): AppError {
  const detail = `send the ${CONSISTENCY_HEADER} of an earlier answer unchanged, or none`;
  return new AppError('consistency_token_invalid', {
    detail,
    errors: [{ header: CONSISTENCY_HEADER, code: 'invalid', detail }],
  });
}
