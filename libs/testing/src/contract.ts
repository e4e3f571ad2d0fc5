/** One promise of a contract: its words are the title of a test, and the name of what a broken implementation breaks. */
export interface ContractCase<Subject> {
  readonly promise: string;
  readonly run: (subject: Subject) => Promise<void>;
}

/** Runs every case of a contract as a test of its own. */
export function describeContract<Subject>(
  title: string,
  cases: readonly ContractCase<Subject>[],
  subject: () => Subject,
): void {
  describe(title, () => {
    it.each(cases)('should $promise', ({ run }) => run(subject()));
  });
}

/** @returns the promises that the subject does not keep */
export async function brokenPromises<Subject>(
  cases: readonly ContractCase<Subject>[],
  subject: Subject,
): Promise<string[]> {
  const broken: string[] = [];
  for (const { promise, run } of cases) {
    try {
      await run(subject);
    } catch {
      broken.push(promise);
    }
  }
  return broken;
}
