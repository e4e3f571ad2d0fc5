/** Some pieces of a line, and what they come to in minor units. Both without a sign. */
export interface Pieces {
  readonly quantity: number;
  readonly amount: number;
}

/**
 * What the next `quantity` pieces of a line come to, when some have been taken out of it before: what all of them come to of the line's
 * own total, rounded once, half away from zero, less what has been taken. So parts never sum beyond the line, and come to exactly it when
 * nothing is left. Never below zero: where parts were put back in another order than they were taken, those that stayed may have
 * more than their share already.
 * @throws RangeError when there are not so many pieces, or something is not a whole number of at least zero
 */
export function shareOfLine(line: Pieces, taken: Pieces, quantity: number): number {
  const [ordered, total] = [whole(line.quantity), whole(line.amount)];
  const [before, amount] = [whole(taken.quantity), whole(taken.amount)];
  const after = before + whole(quantity);
  if (after > ordered) throw new RangeError('a line has no more pieces than were ordered');
  if (quantity === 0) return 0;
  const due = (2n * total * after + ordered) / (2n * ordered) - amount;
  return due > 0n ? Number(due) : 0;
}

function whole(value: number): bigint {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError('must be a whole number, and not below zero');
  return BigInt(value);
}
