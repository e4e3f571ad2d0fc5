import { statement, type Statement, type Traits } from './statement.js';

/** How a keyset statement reads in one direction. */
interface Reading {
  /** For `ORDER BY`. */
  readonly order: 'ASC' | 'DESC';
  /** Compares a row that is still to come with the one that the page begins beyond. */
  readonly beyond: '>' | '<';
}

export interface Way extends Reading {
  /** For a column that the list sorts the other way round. */
  readonly reverse: Reading;
}

export interface BothWays {
  readonly forward: Statement;
  readonly back: Statement;
}

const UP: Reading = { order: 'ASC', beyond: '>' };
const DOWN: Reading = { order: 'DESC', beyond: '<' };

/**
 * The statement of a list that is read in its order, and the one that reads it backwards, whose rows are turned round later. Both
 * go along the same index.
 * @param order that of the list
 */
export function bothWays(
  name: string,
  order: 'ASC' | 'DESC',
  text: (way: Way) => string,
  traits?: Traits,
): BothWays {
  const [on, against] = order === 'ASC' ? [UP, DOWN] : [DOWN, UP];
  return {
    forward: statement(name, text({ ...on, reverse: against }), traits),
    back: statement(`${name}.back`, text({ ...against, reverse: on }), traits),
  };
}
