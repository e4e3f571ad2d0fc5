const TURNS = 10;

/**
 * Gives up on `work` when it has not settled in so many milliseconds, by the clock of our own loop: time in which this process was
 * stalled counts as a tenth of them at most, because nobody else has kept us waiting then, and the answer may well be here unread.
 */
export function patiently<T>(work: Promise<T>, ms: number, givenUp: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      if (turns === TURNS) reject(givenUp());
      else timer = setTimeout(turn, ms / TURNS);
    };
    let timer = setTimeout(turn, ms / TURNS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
