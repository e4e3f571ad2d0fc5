export const STATES = ['ok', 'warn', 'bad'] as const;
export type State = (typeof STATES)[number];

/** For sorting: the worst first. */
export function worse(a: State, b: State): number {
  return STATES.indexOf(b) - STATES.indexOf(a);
}

export function worstOf(states: readonly State[]): State {
  return [...states].sort(worse)[0] ?? 'ok';
}
