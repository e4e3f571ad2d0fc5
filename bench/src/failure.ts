/** An end of the run that the caller has to know of; its message says what to do. */
export class BenchFailure extends Error {
  override readonly name = 'BenchFailure';
}
