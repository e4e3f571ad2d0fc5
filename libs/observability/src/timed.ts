/**
 * Waits for the work and tells what it took.
 * @param wordOf says in a word of few what went wrong; '' is told where nothing did
 */
export async function timed<T>(
  work: Promise<T>,
  wordOf: (error: unknown) => string,
  tell: (elapsedMs: number, error: string) => void,
): Promise<T> {
  const began = performance.now();
  try {
    const result = await work;
    tell(performance.now() - began, '');
    return result;
  } catch (error) {
    tell(performance.now() - began, wordOf(error));
    throw error;
  }
}
