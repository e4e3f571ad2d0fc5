import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@tenfold/errors';
import { formatWalPosition, parseWalPosition, type WalPosition } from './wal-position.js';

/** Up to where a client has seen each shard; a replica that answers it must have got as far. */
export interface ConsistencyToken {
  /** Of the shard map it was issued under: positions mean nothing on a shard that has got its buckets from another since. */
  readonly epoch: number;
  readonly positions: ReadonlyMap<string, WalPosition>;
}

/** Room for a hundred shards; longer ones are refused unread. */
export const MAX_TOKEN_LENGTH = 8_192;

const MAC_BYTES = 16;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Writes and reads consistency tokens. They are signed: a made-up one could send all reads to the primaries. */
export class ConsistencyTokens {
  private readonly key: Buffer;

  /** @param secret the same in every service, so that a token issued by one is honoured by the others */
  constructor(secret: string) {
    this.key = createHmac('sha256', secret).update('tenfold consistency token v1').digest();
  }

  encode({ epoch, positions }: ConsistencyToken): string {
    const entries = [...positions].map(([shard, position]) => [shard, formatWalPosition(position)]);
    const payload = Buffer.from(JSON.stringify([epoch, Object.fromEntries(entries)]));
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
    const [epoch, positions] = JSON.parse(payload.toString()) as [number, Record<string, string>];
    return {
      epoch,
      positions: new Map(Object.entries(positions).map(([shard, at]) => [shard, parseWalPosition(at)])),
    };
  }

  private mac(payload: Buffer): Buffer {
    return createHmac('sha256', this.key).update(payload).digest().subarray(0, MAC_BYTES);
  }
}

function invalid(): AppError {
  return new AppError('consistency_token_invalid', {
    detail: 'send the X-Consistency-Token of an earlier answer unchanged, or none',
  });
}
