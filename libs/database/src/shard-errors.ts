import { AppError } from '@tenfold/errors';

/** SQLSTATE of a write to a bucket that is not, or not yet, the shard's. */
export const REFUSED = 'TF001';

/**
 * The shard does not own the bucket, and nothing was written. Routes ask again elsewhere; whoever sees it in the end is told to
 * come back.
 */
export class NotOwner extends AppError {
  constructor(shard: string, cause?: unknown) {
    super('dependency_unavailable', {
      headers: { 'retry-after': '1' },
      cause: new Error(`shard ${shard} does not own the bucket`, { cause }),
    });
  }
}

/** The shard does not answer; what was asked of it may have been done or not. */
export class ShardLost extends AppError {
  constructor(shard: string, cause?: unknown) {
    super('dependency_unavailable', {
      headers: { 'retry-after': '1' },
      cause: new Error(`shard ${shard}`, { cause }),
    });
  }
}
