/** Those who wait for a server, to be let go when it is lost: a frozen one answers nothing and closes nothing. */
export class Waiting {
  private readonly rejects = new Set<(error: Error) => void>();

  /** Settles as the work does, or fails when everybody is let go before that. */
  unlessLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.rejects.add(reject);
      // Of work that was let go nobody hears any more, also when it fails.
      work.then(resolve, reject).finally(() => this.rejects.delete(reject));
    });
  }

  letGo(error: Error): void {
    for (const reject of this.rejects) reject(error);
  }
}
