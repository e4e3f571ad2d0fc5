type Reject = (error: Error) => void;

/**
 * Those who wait for a server, to be let go when it is lost.
 *
 * An array with free places, not a Set: a Set that is filled and emptied all the time makes a new table every few entries, and each old
 * table points to the next. Once one of them has become old, the young collector takes the whole chain for alive, and with it every
 * answer that was waited for: all rows that a process reads would stay until the next full collection.
 */
export class Waiting {
  private readonly places: (Reject | undefined)[] = [];
  private readonly free: number[] = [];

  /** Settles as the work does, or fails when everybody is let go before that. */
  unlessLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const place = this.free.pop() ?? this.places.length;
      this.places[place] = reject;
      const leave = (): void => {
        this.places[place] = undefined;
        this.free.push(place);
      };
      work.then(
        (result) => {
          leave();
          resolve(result);
        },
        (error: unknown) => {
          leave();
          reject(error as Error);
        },
      );
    });
  }

  letGo(error: Error): void {
    for (const reject of this.places) reject?.(error);
  }
}
