/** One broken promise. */
export interface Finding {
  readonly rule: string;
  readonly subject: string;
  readonly detail: string;
}

/** Collects what does not hold. */
export class Findings {
  readonly all: Finding[] = [];

  expect(holds: boolean, rule: string, subject: string, detail: () => string): void {
    if (!holds) this.all.push({ rule, subject, detail: detail() });
  }

  equal(actual: unknown, expected: unknown, rule: string, subject: string): void {
    const [have, want] = [JSON.stringify(actual), JSON.stringify(expected)];
    this.expect(have === want, rule, subject, () => `is ${have}, not ${want}`);
  }
}
