import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * Waits for a condition, never for a time.
 * @param condition returns (or resolves to) something truthy once it holds; throwing counts as "not yet"
 * @throws Error with the condition's last failure when it does not hold within `timeoutMs`
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  timeoutMs = 15_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  let last: unknown = 'never truthy';
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end)
      throw new Error(`the condition did not hold within ${timeoutMs} ms`, { cause: last });
    await delay(POLL_MS);
  }
}
