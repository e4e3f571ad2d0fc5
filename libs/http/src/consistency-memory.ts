/** The header that brings a consistency token, in requests and answers. */
export const CONSISTENCY_HEADER = 'X-Consistency-Token';

/** What a client keeps of the tokens it is given, so that it always sees what it has written, with requests at once as well. */
export class ConsistencyMemory {
  private tokens: ReadonlySet<string> = new Set();

  /** The header of the next request; undefined while nothing was written. */
  get header(): string | undefined {
    return this.tokens.size === 0 ? undefined : [...this.tokens].join(', ');
  }

  /**
   * @param sent the header of the request: the token of its answer covers that
   * @param received the header of the answer, null where it has none
   */
  remember(sent: string | undefined, received: string | null): void {
    if (received === null) return;
    const covered = new Set(sent?.split(', '));
    this.tokens = new Set([...[...this.tokens].filter((token) => !covered.has(token)), received]);
  }
}
