/** Sixteen cells for each power of two: a value is known to about 6 % at worst, its cell's middle to 3 %. */
const CELLS = 16;

/** Times in microseconds in cells that grow with the value, so that millions of them take a few kilobytes. */
export class Histogram {
  private readonly cells: number[] = [];
  count = 0;
  max = 0;

  add(micros: number): void {
    const value = Math.max(1, micros);
    const power = Math.floor(Math.log2(value));
    const cell = power * CELLS + Math.floor((value / 2 ** power - 1) * CELLS);
    this.cells[cell] = (this.cells[cell] ?? 0) + 1;
    this.count += 1;
    this.max = Math.max(this.max, micros);
  }

  /** @param share 0.99 for the 99th percentile */
  percentile(share: number): number {
    const wanted = Math.ceil(share * this.count);
    let seen = 0;
    for (const [cell, count = 0] of this.cells.entries()) {
      seen += count;
      if (seen < wanted) continue;
      const power = Math.floor(cell / CELLS);
      return Math.min(this.max, 2 ** power * (1 + ((cell % CELLS) + 0.5) / CELLS));
    }
    return this.max;
  }
}
