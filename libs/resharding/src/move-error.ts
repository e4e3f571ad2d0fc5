/** Why buckets do not move; said to the operator as it is. */
export class MoveError extends Error {
  override readonly name = 'MoveError';
}
