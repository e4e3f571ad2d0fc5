/** How many virtual buckets there are. Twelve bits, the room that version 7 leaves to the maker of a UUID. */
export const BUCKETS = 4096;

const { imul } = Math;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The bucket (0 to 4095) of a key such as a customer or a learner.
 *
 * Fixed for ever: stored rows and the ids in other people's systems were made with it, so any change of the
 * function would look for them on the wrong shard. It is FNV-1a (32 bit) over the key's UTF-8 bytes, then the
 * finaliser of murmur3, then the top 12 bits. FNV alone mixes its last bytes badly into the top bits, and keys
 * are often numbers that differ in their last digit; the finaliser repairs that.
 */
export function bucketOf(key: string): number {
  return finalise(fnv1a(key)) >>> 20;
}

function fnv1a(key: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    if (unit > 0x7f) return fnv1aBytes(key);
    hash = imul(hash ^ unit, FNV_PRIME);
  }
  return hash;
}

function fnv1aBytes(key: string): number {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(key, 'utf8')) hash = imul(hash ^ byte, FNV_PRIME);
  return hash;
}

function finalise(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
