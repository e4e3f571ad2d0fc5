/** Counts by one label of few values, as `Metrics.counter` reads it. */
export class Tally<Label extends string> {
  private readonly counts = new Map<string, number>();

  constructor(private readonly label: Label) {}

  add(value: string, by = 1): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + by);
  }

  read(): (readonly [Readonly<Record<Label, string>>, number])[] {
    return [...this.counts].map(([value, count]) => [
      { [this.label]: value } as Record<Label, string>,
      count,
    ]);
  }
}
